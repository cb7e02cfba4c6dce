import { accumulated } from "../../lib/integral.ts";
import { numbers } from "../../lib/numbers.ts";
import type { ResourceKey } from "../resource-key.ts";
import type { ActivityGraph, ActivityNode, Line } from "./activity.ts";
import type { HostDemand, Part } from "./host-demand.ts";
import { withWorkplace, workplaces } from "./workplace.ts";

export const OP = { work: 0, acquire: 1, release: 2, fork: 3, join: 4, ready: 5, gone: 6, until: 7, end: 8 } as const;

export const ROLE = { background: 0, boot: 1, delete: 2 } as const;

/**
 * A graph with what the gauges tell of its work, for any scenario: one instruction after another, lines behind each other, each closed by an `end`. Columns,
 * since there may be millions.
 */
export interface Layout {
  readonly graph: ActivityGraph;
  readonly op: Uint8Array;
  /** Queue or line, by instruction. */
  readonly target: Int32Array;
  /** Time of work alone on its host, µs; of `until` the instant, µs UTC. */
  readonly us: Float64Array;
  /** What is waited for at work of someone unseen, at a join or until an instant, by instruction: its place in `keys`, −1 for none. */
  readonly cause: Int32Array;
  /** How much of each part of its host work uses while it goes on unhindered: `width` numbers for each instruction. */
  readonly rates: Float64Array;
  readonly width: number;
  /** When the stretches began that last until an instant, by instruction, µs UTC. */
  readonly startsUs: ReadonlyMap<number, number>;
  /** First instruction of each line. */
  readonly first: Int32Array;
  /** ROLE of each line. */
  readonly role: Uint8Array;
  /** Host of each line, −1 where no gauge tells of one. */
  readonly hostOf: Int32Array;
  readonly hosts: readonly (readonly Part[])[];
  /** Lines in which a boot becomes ready. */
  readonly ready: number;
  /** Each resource once. */
  readonly keys: readonly ResourceKey[];
  /** Place in `keys`, by queue. */
  readonly keyOf: Int32Array;
}

export function layOut(graph: ActivityGraph, demands: ReadonlyMap<string | undefined, HostDemand>): Layout {
  const hosts = [...demands.keys()];
  const width = Math.max(0, ...[...demands.values()].map(({ parts }) => parts.length));
  const size = graph.lines.reduce((sum, { nodes }) => sum + nodes.length + 1, 0);
  const placeOf = new Map<ResourceKey, number>();
  const place = (key: ResourceKey): number => {
    const found = placeOf.get(key) ?? placeOf.size;
    placeOf.set(key, found);
    return found;
  };
  const workplaceOf = workplaces(graph.resources);
  const columns = {
    op: new Uint8Array(size),
    target: new Int32Array(size),
    us: numbers(size),
    cause: new Int32Array(size).fill(-1),
    rates: numbers(size * width),
  };
  const startsUs = new Map<number, number>();
  const first = new Int32Array(graph.lines.length);
  const keyOf = Int32Array.from(graph.resources, ({ key }) => place(key));
  let at = 0;
  graph.lines.forEach((line, index) => {
    first[index] = at;
    at = write(line, at);
  });
  return {
    graph, ...columns, width, startsUs, first, keyOf, keys: [...placeOf.keys()],
    role: Uint8Array.from(graph.lines, ({ role }) => ROLE[role]),
    hostOf: Int32Array.from(graph.lines, ({ host }) => hosts.indexOf(host)),
    hosts: hosts.map((host) => demands.get(host)?.parts ?? []),
    ready: graph.lines.reduce((sum, { nodes }) => sum + (nodes.some(({ kind }) => kind === "ready") ? 1 : 0), 0),
  };

  function write({ nodes, host }: Line, from: number): number {
    const demand = demands.get(host);
    let next = from;
    withWorkplace(nodes, workplaceOf, (node, workplace) => {
      columns.op[next] = OP[node.kind];
      columns.cause[next] = causeOf(node);
      if (node.kind === "work" && node.asks !== undefined) {
        const { cores, cpuUs } = node.asks;
        columns.us[next] = cpuUs / cores;
        demand?.parts.forEach(({ kind }, part) => (columns.rates[next * width + part] = kind === "cpu" ? cores : 0));
      } else if (node.kind === "work") {
        const aloneUs = demand === undefined ? node.endUs - node.startUs : accumulated(demand.aloneUs[workplace], node.startUs, node.endUs);
        columns.us[next] = aloneUs;
        if (aloneUs > 0)
          demand?.parts.forEach(
            ({ usedUs }, part) => (columns.rates[next * width + part] = accumulated(usedUs[workplace], node.startUs, node.endUs) / aloneUs),
          );
      } else if (node.kind === "until") {
        columns.us[next] = node.endUs;
        startsUs.set(next, node.startUs);
      } else if (node.kind === "acquire" || node.kind === "release") columns.target[next] = node.queue;
      else if (node.kind === "fork" || node.kind === "join") columns.target[next] = node.line;
      next++;
    });
    columns.op[next] = OP.end;
    return next + 1;
  }

  function causeOf(node: ActivityNode): number {
    return (node.kind === "work" || node.kind === "until" || node.kind === "join") && node.cause !== undefined ? place(node.cause) : -1;
  }
}
