import type { ResourceKey } from "../resource-key.ts";
import type { Queue } from "./activity.ts";
import { OP, ROLE, type Layout } from "./layout.ts";
import { termsOf, type Scenario, type Terms } from "./scenario.ts";

/** A layout under a scenario. */
export interface Program extends Instructions {
  readonly layout: Layout;
  /** By queue. */
  readonly permits: Float64Array;
}

/** What a scenario makes of the instructions. */
interface Instructions {
  /** As laid out, but for what is not waited for any more: that is work of no length. */
  readonly op: Uint8Array;
  /** As laid out, but for how the scenario changes it. */
  readonly us: Float64Array;
  /** Of work alone on its host that goes on without being waited for, by instruction, µs. */
  readonly besideUs: ReadonlyMap<number, number>;
  /** Time alone that boots and deletes wait for what someone outside the graph does, µs. */
  readonly unseen: ReadonlyMap<ResourceKey, Waits>;
}

/** Waiting of all boots, and of all deletes, µs. */
export interface Waits {
  readonly bootUs: number;
  readonly deleteUs: number;
}

/** Compiles one scenario after another. Most change no more than permits: they share the instructions of the run as it was, of which there may be millions. */
export function compiler(layout: Layout): (scenario: Scenario) => Program {
  const { graph, keys, keyOf } = layout;
  const causes = new Set<number>();
  for (const key of layout.cause) if (key >= 0) causes.add(key);
  const asItWas: Instructions = { op: layout.op, us: layout.us, besideUs: new Map(), unseen: unseenOf(layout, layout.us) };
  return (scenario) => {
    const terms = keys.map(termsOf(scenario));
    const changesWork = terms.some(({ factor, awaited }, key) => factor !== 1 || (awaited !== 1 && causes.has(key)));
    const instructions = changesWork ? instructionsUnder(layout, terms) : asItWas;
    return { layout, ...instructions, permits: Float64Array.from(graph.resources, (resource, queue) => permitsUnder(resource, terms[keyOf[queue] ?? 0]?.permits)) };
  };
}

/** A limit on what is known to serve many at once in each of its processes is a number of such processes; as many as there were is as it was. */
function permitsUnder({ permits, served }: Queue, limit: number | undefined): number {
  if (limit === undefined || served === undefined) return limit ?? permits;
  return limit >= served.processes ? Number.POSITIVE_INFINITY : limit * served.each;
}

/** `terms`: by place in `keys`. */
function instructionsUnder(layout: Layout, terms: readonly Terms[]): Instructions {
  const factors = Float64Array.from(terms, ({ factor }) => factor);
  const awaiteds = Float64Array.from(terms, ({ awaited }) => awaited);
  const { target, cause, startsUs, first, keyOf } = layout;
  const op = layout.op.slice();
  const us = layout.us.slice();
  const besideUs = new Map<number, number>();
  for (const from of first) {
    let factor = 1;
    for (let at = from; op[at] !== OP.end; at++) {
      const causedBy = cause[at] ?? -1;
      const awaited = causedBy < 0 ? 1 : awaiteds[causedBy] ?? 1;
      switch (op[at]) {
        case OP.work: {
          const length = (us[at] ?? 0) * factor;
          us[at] = length * awaited;
          if (awaited < 1) besideUs.set(at, length * (1 - awaited));
          break;
        }
        case OP.acquire:
          factor *= factors[keyOf[target[at] ?? 0] ?? 0] ?? 1;
          break;
        case OP.release:
          factor /= factors[keyOf[target[at] ?? 0] ?? 0] ?? 1;
          break;
        case OP.until: {
          const startUs = startsUs.get(at) ?? 0;
          us[at] = startUs + awaited * ((us[at] ?? 0) - startUs);
          break;
        }
      }
      if (awaited !== 0 || (op[at] !== OP.until && op[at] !== OP.join)) continue;
      op[at] = OP.work;
      us[at] = 0;
    }
  }
  return { op, us, besideUs, unseen: unseenOf(layout, us) };
}

/** What boots and deletes wait for someone outside the graph. `us`: by instruction. */
function unseenOf({ op, cause, first, role, keys }: Layout, us: Float64Array): ReadonlyMap<ResourceKey, Waits> {
  const unseen = new Map<ResourceKey, Waits>();
  first.forEach((from, line) => {
    const kind = role[line];
    if (kind === ROLE.background) return;
    for (let at = from; op[at] !== OP.end; at++) {
      const causedBy = cause[at] ?? -1;
      if (causedBy >= 0 && op[at] === OP.work) addWait(unseen, keys[causedBy] ?? "", kind === ROLE.boot, us[at] ?? 0);
    }
  });
  return unseen;
}

function addWait(waits: Map<ResourceKey, Waits>, key: ResourceKey, isBoot: boolean, us: number): void {
  const { bootUs, deleteUs } = waits.get(key) ?? { bootUs: 0, deleteUs: 0 };
  waits.set(key, isBoot ? { bootUs: bootUs + us, deleteUs } : { bootUs, deleteUs: deleteUs + us });
}
