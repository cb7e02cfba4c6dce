import type { ResourceKey } from "../resource-key.ts";

/** One thing that is otherwise than it was. Several together make a scenario. */
export type Change =
  /** Unlimited permits; the work inside the hold stays. An event has arrived already. */
  | { readonly kind: "remove"; readonly key: ResourceKey }
  | { readonly kind: "limit"; readonly key: ResourceKey; readonly permits: number }
  /** Work while it is held takes this much of its time. */
  | { readonly kind: "scale"; readonly key: ResourceKey; readonly factor: number };

export type Scenario = readonly Change[];

export interface Terms {
  /** Undefined: as it was. */
  readonly permits: number | undefined;
  readonly factor: number;
  /** How much is still waited for of what someone outside the graph did meanwhile. */
  readonly awaited: number;
}

const AS_IT_WAS: Terms = { permits: undefined, factor: 1, awaited: 1 };

/** What a scenario means for each resource. */
export function termsOf(scenario: Scenario): (key: ResourceKey) => Terms {
  const terms = new Map<ResourceKey, Terms>();
  for (const change of scenario) {
    const before = terms.get(change.key) ?? AS_IT_WAS;
    if (change.kind === "remove") terms.set(change.key, { ...before, permits: Number.POSITIVE_INFINITY, awaited: 0 });
    else if (change.kind === "limit") terms.set(change.key, { ...before, permits: change.permits });
    else terms.set(change.key, { ...before, factor: before.factor * change.factor, awaited: before.awaited * change.factor });
  }
  return (key) => terms.get(key) ?? AS_IT_WAS;
}
