import type { ResourceKey } from "../resource-key.ts";
import { OP, ROLE, type Layout } from "./layout.ts";
import { termsOf, type Scenario } from "./scenario.ts";

/** A layout under a scenario. */
export interface Program {
  readonly layout: Layout;
  /** As laid out, but for what is not waited for any more: that is work of no length. */
  readonly op: Uint8Array;
  /** Time of work alone on its host, µs; of `until` the instant, µs UTC. */
  readonly us: Float64Array;
  /** Of work alone on its host that goes on without being waited for, µs. */
  readonly besideUs: Float64Array;
  /** By queue. */
  readonly permits: Float64Array;
  /** Time alone that boots and deletes wait for what someone outside the graph does, µs. */
  readonly unseen: ReadonlyMap<ResourceKey, Waits>;
}

/** Waiting of all boots, and of all deletes, µs. */
export interface Waits {
  readonly bootUs: number;
  readonly deleteUs: number;
}

export function compile(layout: Layout, scenario: Scenario): Program {
  const { graph, target, aloneUs, cause, startsUs, first, role, keys, keyOf } = layout;
  const termsFor = termsOf(scenario);
  const terms = keys.map(termsFor);
  const factors = Float64Array.from(terms, ({ factor }) => factor);
  const awaiteds = Float64Array.from(terms, ({ awaited }) => awaited);
  const op = layout.op.slice();
  const us = new Float64Array(op.length);
  const besideUs = new Float64Array(op.length);
  const unseen = new Map<ResourceKey, Waits>();
  first.forEach((from, line) => {
    const kind = role[line];
    let factor = 1;
    for (let at = from; op[at] !== OP.end; at++) {
      const causedBy = cause[at] ?? -1;
      const awaited = causedBy < 0 ? 1 : awaiteds[causedBy] ?? 1;
      switch (op[at]) {
        case OP.work: {
          const length = (aloneUs[at] ?? 0) * factor;
          us[at] = length * awaited;
          besideUs[at] = length * Math.max(0, 1 - awaited);
          if (causedBy >= 0 && kind !== ROLE.background) addWait(unseen, keys[causedBy] ?? "", kind === ROLE.boot, us[at] ?? 0);
          break;
        }
        case OP.acquire:
          factor *= factors[keyOf[target[at] ?? 0] ?? 0] ?? 1;
          break;
        case OP.release:
          factor /= factors[keyOf[target[at] ?? 0] ?? 0] ?? 1;
          break;
        case OP.until:
          us[at] = (startsUs.get(at) ?? 0) + awaited * (aloneUs[at] ?? 0);
          break;
      }
      if (awaited !== 0 || (op[at] !== OP.until && op[at] !== OP.join)) continue;
      op[at] = OP.work;
      us[at] = 0;
    }
  });
  return { layout, op, us, besideUs, permits: Float64Array.from(graph.resources, ({ permits }, queue) => terms[keyOf[queue] ?? 0]?.permits ?? permits), unseen };
}

function addWait(waits: Map<ResourceKey, Waits>, key: ResourceKey, isBoot: boolean, us: number): void {
  const { bootUs, deleteUs } = waits.get(key) ?? { bootUs: 0, deleteUs: 0 };
  waits.set(key, isBoot ? { bootUs: bootUs + us, deleteUs } : { bootUs, deleteUs: deleteUs + us });
}
