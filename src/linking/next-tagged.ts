import { bisectRight } from "d3-array";
import type { Place } from "../model/trace.ts";
import type { Lineage } from "./link-source.ts";
import type { Trail } from "./raw.ts";

/**
 * Where one request asks for several instances, what an untagged line of it began is of the instance that the next tagged line in the same log
 * names: between the two its thread of work does not change often. Undefined: no tagged line follows.
 */
export type NextTagged = (instances: ReadonlySet<string>, place: Place) => string | undefined;

/** Looks up, among the trails of the instances asked for, which is tagged first after a line. */
export function nextTaggedIn(lineages: readonly Lineage[]): NextTagged {
  const trailsOf = new Map<string, Trail[]>();
  const trails = (id: string): readonly Trail[] => {
    let own = trailsOf.get(id);
    if (own === undefined) trailsOf.set(id, (own = lineages.flatMap(({ paired }) => paired.trails.get(id) ?? [])));
    return own;
  };
  return (instances, { source, line }) => {
    let nearest: string | undefined;
    let nearestLine = Number.POSITIVE_INFINITY;
    for (const id of instances) {
      for (const trail of trails(id)) {
        if (trail.source !== source) continue;
        const next = trail.line[bisectRight(trail.line, line)];
        if (next !== undefined && next < nearestLine) {
          nearest = id;
          nearestLine = next;
        }
      }
    }
    return nearest;
  };
}
