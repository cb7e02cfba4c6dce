import { ascending, bisector, group } from "d3-array";
import type { Acquisition } from "../model/trace.ts";

/**
 * A call to libvirt has several things one inside the other: a permit of its client, one of a worker, a domain's job. Tells of the outer one which of `inner` was
 * acquired for the same call: what the same thread took last under that name before the call was answered, since a thread serves calls one after another,
 * which may all have been read before. Each is told once.
 */
export function acquiredForCall(inner: readonly Acquisition[]): (outer: Acquisition) => Acquisition | undefined {
  const byThread = new Map(
    [
      ...group(
        inner.filter(({ acquiredUs }) => acquiredUs !== undefined),
        threadOf,
      ),
    ].map(([thread, own]) => [thread, own.sort((a, b) => ascending(gotUs(a), gotUs(b)))]),
  );
  const told = new Set<Acquisition>();
  return (outer) => {
    const own = byThread.get(threadOf(outer)) ?? [];
    // Several calls may begin and end within one stamp.
    for (let at = byTaken.right(own, outer.releasedUs ?? Infinity) - 1; at >= 0; at--) {
      const one = own[at];
      if (one === undefined || gotUs(one) < gotUs(outer)) return undefined;
      if (told.has(one)) continue;
      told.add(one);
      return one;
    }
    return undefined;
  };
}

function gotUs({ acquiredUs = 0 }: Acquisition): number {
  return acquiredUs;
}

const byTaken = bisector(gotUs);

function threadOf({ by, actor: { host, pid, tid } }: Acquisition): string {
  return `${host ?? ""}|${pid ?? ""}|${tid ?? ""}|${by ?? ""}`;
}
