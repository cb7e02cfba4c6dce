import type { Acquisition } from "../model/trace.ts";

/**
 * A traced mutex has only an address. Its class is the function of the caller with most wait on that address, so that the same mutex
 * of every run and process ranks as one; the address where no caller is known by name.
 */
export function nameTracedLocks(acquisitions: readonly Acquisition[]): readonly Acquisition[] {
  const waits = new Map<string, Map<string, number>>();
  for (const { form, identity, by, waitUs, holdUs } of acquisitions) {
    if (form !== "traced" || !isSymbol(by)) continue;
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

/**
 * The same trace may lie beside itself a second time, with its addresses resolved to symbols: what two files say of one thread, lock
 * and instant to the µs counts once, from the file that knows the caller's name.
 */
export function dropCopies(acquisitions: readonly Acquisition[]): { readonly once: readonly Acquisition[]; readonly copies: number } {
  const kept = new Map<string, Acquisition>();
  let copies = 0;
  for (const acquisition of acquisitions) {
    if (acquisition.form !== "traced" || acquisition.actor.tid === undefined) continue;
    const key = copyKey(acquisition);
    const known = kept.get(key);
    if (known === undefined) kept.set(key, acquisition);
    else if (known.place.source !== acquisition.place.source) {
      copies++;
      if (isSymbol(acquisition.by) && !isSymbol(known.by)) kept.set(key, acquisition);
    }
  }
  if (copies === 0) return { once: acquisitions, copies };
  return {
    once: acquisitions.filter((acquisition) => {
      if (acquisition.form !== "traced" || acquisition.actor.tid === undefined) return true;
      return kept.get(copyKey(acquisition))?.place.source === acquisition.place.source;
    }),
    copies,
  };
}

function copyKey({ actor, lock, acquiredUs, waitUs, releasedUs, holdUs }: Acquisition): string {
  return `${actor.host ?? ""}|${actor.tid ?? ""}|${lock}|${acquiredUs ?? ""}|${waitUs ?? ""}|${releasedUs ?? ""}|${holdUs ?? ""}`;
}

function isSymbol(name: string | undefined): name is string {
  return name !== undefined && !/^0x[0-9a-f]+$/i.test(name);
}
