import { bisectRight } from "d3-array";
import type { NextTagged } from "./bind-actors.ts";
import type { Lineage } from "./link-source.ts";
import type { Trail } from "./raw.ts";

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
