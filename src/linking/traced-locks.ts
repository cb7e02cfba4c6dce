import type { Acquisition } from "../model/trace.ts";

/**
 * A traced mutex has only an address. Its class is the function of the caller with most wait on that address, so that the same mutex
 * of every run and process ranks as one; the address where no caller is known.
 */
export function nameTracedLocks(acquisitions: readonly Acquisition[]): readonly Acquisition[] {
  const waits = new Map<string, Map<string, number>>();
  for (const { form, identity, by, waitUs, holdUs } of acquisitions) {
    if (form !== "traced" || by === undefined) continue;
    let callers = waits.get(identity);
    if (callers === undefined) waits.set(identity, (callers = new Map()));
    // A lock only ever held, never waited for, still has its callers: their holds count a millionth.
    callers.set(by, (callers.get(by) ?? 0) + (waitUs ?? 0) + (holdUs ?? 0) * 1e-6);
  }
  if (waits.size === 0) return acquisitions;
  const names = new Map<string, string>();
  for (const [identity, callers] of waits) {
    const [main] = [...callers].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
    if (main !== undefined) names.set(identity, main[0]);
  }
  return acquisitions.map((acquisition) => {
    const name = acquisition.form === "traced" ? names.get(acquisition.identity) : undefined;
    return name === undefined ? acquisition : { ...acquisition, resourceClass: name };
  });
}
