import { bisectLeft, bisectRight, group, max } from "d3-array";
import type { Acquisition, Trace } from "../../model/trace.ts";
import { tellOwnLines } from "./own-lines.ts";
import { PASSING_US } from "../passing.ts";

/** A holder's line may stand before that of the one it let in, µs: both are written at once, in either order. */
const AT_ONCE_US = 5_000;

/** The next one gets the lock in this last share of the time in which its holder writes nothing. */
const LAST_OF_SILENCE = 0.1;

/** What lines tell of whoever got a lock. µs UTC. */
interface LinesAround {
  /** Since when it may have waited, but for its own last hold. */
  readonly sinceUs: number;
  /** Its own lines, in order of time; none where they are not known. */
  readonly linesUs: readonly number[];
}

export interface Holder extends LinesAround {
  readonly gotUs: number;
}

/** Of whoever got a lock then. */
export type Around = (acquisition: Acquisition, gotUs: number) => LinesAround;

/** Since when the request had nothing else to do before an acquisition, as far as its process shows: for work of nobody known, the acquisition itself. */
export function tellAround({ instances, operations }: Trace): Around {
  const calls = group(operations.filter(({ operation, actor, open }) => operation === "libvirt-api" && actor.instance !== undefined && !open), ({ actor }) => actor.instance);
  const callsUs = new Map([...calls].map(([instance, own]) => [instance, own.map(({ endUs }) => endUs).sort((a, b) => a - b)]));
  const ownLinesOf = tellOwnLines({ instances });
  return ({ actor, place }, gotUs) => {
    if (actor.instance === undefined) return { sinceUs: gotUs, linesUs: [] };
    const { lines, atUs: linesUs } = ownLinesOf(actor.instance, actor.role, actor.service);
    let after = bisectLeft(linesUs, gotUs);
    for (let line = lines[after]; line?.atUs === gotUs && line.place.source === place.source && line.place.line < place.line; line = lines[after]) after++;
    const ends = callsUs.get(actor.instance) ?? [];
    return { sinceUs: max([linesUs[after - 1], ends[bisectRight(ends, gotUs) - 1]], (us) => us) ?? gotUs, linesUs };
  };
}

/** Whether holder and successor go on at once, after the holder wrote nothing, and the successor was there before. */
export function goesOnWith(next: Holder | undefined, { gotUs, linesUs }: Holder): boolean {
  if (next === undefined || next.sinceUs >= next.gotUs - PASSING_US) return false;
  const at = bisectLeft(linesUs, next.gotUs - AT_ONCE_US);
  const onUs = linesUs[at];
  const silentSinceUs = Math.max(gotUs, linesUs[at - 1] ?? gotUs);
  return onUs !== undefined && onUs > gotUs && onUs - next.gotUs <= Math.max(AT_ONCE_US, LAST_OF_SILENCE * (onUs - silentSinceUs));
}
