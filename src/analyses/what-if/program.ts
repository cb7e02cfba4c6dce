import { accumulated } from "../../lib/integral.ts";
import type { ResourceKey } from "../resource-key.ts";
import type { ActivityGraph, Line } from "./activity.ts";
import type { HostDemand, Part } from "./host-demand.ts";
import { termsOf, type Scenario } from "./scenario.ts";

export const OP = { work: 0, acquire: 1, release: 2, fork: 3, join: 4, ready: 5, gone: 6, until: 7, end: 8 } as const;

/** A graph under a scenario, laid out for the replay: one instruction after another, lines behind each other, each closed by an `end`. */
export interface Program {
  readonly graph: ActivityGraph;
  readonly op: Uint8Array;
  /** Queue or line, by instruction. */
  readonly target: Int32Array;
  /** Time of work alone on its host, µs; of `until` the instant, µs UTC. */
  readonly us: Float64Array;
  /** Of work alone on its host that goes on without being waited for, µs. */
  readonly besideUs: Float64Array;
  /** How much of each part of its host work uses while it goes on unhindered: `width` numbers for each instruction. */
  readonly rates: Float64Array;
  readonly width: number;
  /** First instruction of each line. */
  readonly first: Int32Array;
  /** Host of each line, −1 where no gauge tells of one. */
  readonly hostOf: Int32Array;
  readonly hosts: readonly (readonly Part[])[];
  readonly permits: Float64Array;
  /** What is waited for at a join or until an instant, by instruction. */
  readonly causes: ReadonlyMap<number, ResourceKey>;
  /** Time alone that boots and deletes wait for what someone outside the graph does, µs. */
  readonly unseen: ReadonlyMap<ResourceKey, Waits>;
}

/** Waiting of all boots, and of all deletes, µs. */
export interface Waits {
  readonly bootUs: number;
  readonly deleteUs: number;
}

export function compile(graph: ActivityGraph, demands: ReadonlyMap<string | undefined, HostDemand>, scenario: Scenario): Program {
  const termsFor = termsOf(scenario);
  const terms = graph.resources.map(({ key }) => termsFor(key));
  const hosts = [...demands.keys()];
  const width = Math.max(0, ...[...demands.values()].map(({ parts }) => parts.length));
  const size = graph.lines.reduce((sum, { nodes }) => sum + nodes.length + 1, 0);
  const program = {
    graph,
    op: new Uint8Array(size),
    target: new Int32Array(size),
    us: new Float64Array(size),
    besideUs: new Float64Array(size),
    rates: new Float64Array(size * width),
    width,
    first: new Int32Array(graph.lines.length),
    hostOf: Int32Array.from(graph.lines, ({ host }) => hosts.indexOf(host)),
    hosts: hosts.map((host) => demands.get(host)?.parts ?? []),
    permits: Float64Array.from(graph.resources, ({ permits }, index) => terms[index]?.permits ?? permits),
  };
  const unseen = new Map<ResourceKey, Waits>();
  const causes = new Map<number, ResourceKey>();
  let at = 0;
  graph.lines.forEach((line, index) => {
    program.first[index] = at;
    at = write(line, at);
  });
  return { ...program, unseen, causes };

  function write({ nodes, host, role }: Line, from: number): number {
    const demand = demands.get(host);
    let next = from;
    let factor = 1;
    for (const node of nodes) {
      if ((node.kind === "join" || node.kind === "until") && node.cause !== undefined) {
        const { awaited } = termsFor(node.cause);
        if (awaited === 0) continue;
        causes.set(next, node.cause);
        if (node.kind === "until") program.us[next] = node.startUs + awaited * (node.endUs - node.startUs);
      }
      program.op[next] = OP[node.kind];
      if (node.kind === "work") {
        const { startUs, endUs } = node;
        const aloneUs = demand === undefined ? endUs - startUs : accumulated(demand.aloneUs, startUs, endUs);
        const awaited = node.cause === undefined ? 1 : termsFor(node.cause).awaited;
        program.us[next] = aloneUs * factor * awaited;
        program.besideUs[next] = aloneUs * factor * Math.max(0, 1 - awaited);
        if (node.cause !== undefined && role !== "background") addWait(unseen, node.cause, role, program.us[next] ?? 0);
        if (aloneUs > 0) demand?.parts.forEach(({ usedUs }, part) => (program.rates[next * width + part] = accumulated(usedUs, startUs, endUs) / aloneUs));
      } else if (node.kind === "acquire" || node.kind === "release") {
        program.target[next] = node.queue;
        const own = terms[node.queue]?.factor ?? 1;
        factor = node.kind === "acquire" ? factor * own : factor / own;
      } else if (node.kind === "fork" || node.kind === "join") program.target[next] = node.line;
      next++;
    }
    program.op[next] = OP.end;
    return next + 1;
  }
}

export function addWait(waits: Map<ResourceKey, Waits>, key: ResourceKey, role: "boot" | "delete", us: number): void {
  const { bootUs, deleteUs } = waits.get(key) ?? { bootUs: 0, deleteUs: 0 };
  waits.set(key, role === "boot" ? { bootUs: bootUs + us, deleteUs } : { bootUs, deleteUs: deleteUs + us });
}
