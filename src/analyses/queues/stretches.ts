/** Being somewhere from arrival to end; without one, to the end of the logs. µs UTC. */
interface Stay {
  readonly arrivalUs: number;
  readonly endUs: number | undefined;
}

/** Divides stays, in any order, where for a moment nobody is inside or waiting: what queues in one stretch has nothing to do with another. */
export function divideStretches<S extends Stay>(stays: readonly S[]): readonly (readonly S[])[] {
  const stretches: S[][] = [];
  let busyUntilUs = Number.NEGATIVE_INFINITY;
  for (const stay of [...stays].sort((a, b) => a.arrivalUs - b.arrivalUs)) {
    const current = stretches.at(-1);
    if (current !== undefined && stay.arrivalUs <= busyUntilUs) current.push(stay);
    else stretches.push([stay]);
    busyUntilUs = Math.max(busyUntilUs, stay.endUs ?? Number.POSITIVE_INFINITY);
  }
  return stretches;
}
