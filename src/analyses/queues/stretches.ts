import type { Visit } from "./station.ts";

/** Divides visits, in any order, where for a moment nobody is inside or waiting: what queues in one stretch has nothing to do with another. */
export function divideStretches(visits: readonly Visit[]): readonly (readonly Visit[])[] {
  const stretches: Visit[][] = [];
  let busyUntilUs = Number.NEGATIVE_INFINITY;
  for (const visit of [...visits].sort((a, b) => a.arrivalUs - b.arrivalUs)) {
    const current = stretches.at(-1);
    if (current !== undefined && visit.arrivalUs <= busyUntilUs) current.push(visit);
    else stretches.push([visit]);
    busyUntilUs = Math.max(busyUntilUs, visit.endUs ?? Number.POSITIVE_INFINITY);
  }
  return stretches;
}
