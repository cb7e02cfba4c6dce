import type { Acquisition } from "../../model/trace.ts";

/** A hold begins where the wait ended, to within the coarseness of a tracer's clock, µs. */
const SAME_INSTANT_US = 1000;

/** A tracer tells a wait and the hold after it apart: makes them one acquisition. Others stay as they are, in order. */
export function pairTraced(acquisitions: readonly Acquisition[]): readonly Acquisition[] {
  const waits = new Map<string, Acquisition[]>();
  for (const acquisition of acquisitions) {
    if (acquisition.form !== "traced" || acquisition.acquiredUs === undefined || acquisition.holdUs !== undefined || acquisition.state !== "released") continue;
    const list = waits.get(keyOf(acquisition));
    if (list === undefined) waits.set(keyOf(acquisition), [acquisition]);
    else list.push(acquisition);
  }
  if (waits.size === 0) return acquisitions;
  const holdOf = new Map<Acquisition, Acquisition>();
  const paired = new Set<Acquisition>();
  for (const hold of acquisitions) {
    const { form, acquiredUs, holdUs, releasedUs } = hold;
    if (form !== "traced" || acquiredUs !== undefined || holdUs === undefined || releasedUs === undefined) continue;
    const wait = waits.get(keyOf(hold))?.find((each) => !holdOf.has(each) && Math.abs((each.acquiredUs ?? 0) - (releasedUs - holdUs)) <= SAME_INSTANT_US);
    if (wait === undefined) continue;
    holdOf.set(wait, hold);
    paired.add(hold);
  }
  return acquisitions.filter((each) => !paired.has(each)).map((each) => {
    const hold = holdOf.get(each);
    return hold === undefined ? each : { ...each, releasedUs: hold.releasedUs, holdUs: (hold.releasedUs ?? 0) - (each.acquiredUs ?? 0) };
  });
}

function keyOf({ identity, actor }: Acquisition): string {
  return `${identity}|${actor.tid ?? ""}`;
}
