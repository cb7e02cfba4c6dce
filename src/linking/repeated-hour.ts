import type { RecordHead } from "../model/event.ts";

export const HOUR_US = 3_600_000_000;

/** A log that goes back by at least this much within one hour of the clock has gone back by an hour: it was silent for the rest, µs. */
const LEAST_BACK_US = HOUR_US / 2;

/**
 * The hour that local time repeats when summer ends: a log goes back within it, at night, from Saturday to Sunday. From there on time goes on here as
 * if the clock had not been put back, so that what is paired across that instant keeps its length.
 */
export interface RepeatedHours {
  readonly goOn: (head: RecordHead) => RecordHead;
  /** Instants at which the clock was put back, as time goes on here: the end of the hour that was to come again; in order. */
  readonly putBackUs: readonly number[];
}

export function repeatedHours(): RepeatedHours {
  const putBackUs: number[] = [];
  let lastUs: number | undefined;
  let lastHead: RecordHead | undefined;
  let lastMoved: RecordHead | undefined;

  const moved = (wallUs: number): number => {
    const aheadUs = putBackUs.length * HOUR_US;
    const atUs = wallUs + aheadUs;
    // Where several write one log, a line of before may come a moment later.
    const isLate = lastUs !== undefined && atUs - HOUR_US < (putBackUs.at(-1) ?? 0) && Math.abs(atUs - HOUR_US - lastUs) < Math.abs(atUs - lastUs);
    if (putBackUs.length > 0 && isLate) return atUs - HOUR_US;
    if (lastUs === undefined || lastUs - atUs < LEAST_BACK_US || !isNight(wallUs) || hourOf(wallUs) !== hourOf(lastUs - aheadUs)) return atUs;
    putBackUs.push(hourOf(wallUs) * HOUR_US + HOUR_US + aheadUs);
    return atUs + HOUR_US;
  };

  return {
    goOn: (head) => {
      if (head.clock !== "local") return head;
      if (head === lastHead && lastMoved !== undefined) return lastMoved;
      const atUs = moved(head.atUs);
      lastUs = atUs;
      lastHead = head;
      lastMoved = atUs === head.atUs ? head : { ...head, atUs };
      return lastMoved;
    },
    putBackUs,
  };
}

/** On a clock that was put back at these instants and went on here as if it had not been: what it showed, and whether that was in the hour that came again. */
export function shownAt(atUs: number, putBackUs: readonly number[]): { readonly wallUs: number; readonly again: boolean } {
  const times = putBackUs.filter((us) => us <= atUs).length;
  const lastUs = putBackUs[times - 1];
  return { wallUs: atUs - times * HOUR_US, again: lastUs !== undefined && atUs < lastUs + HOUR_US };
}

function hourOf(wallUs: number): number {
  return Math.floor(wallUs / HOUR_US);
}

/** From 23:00 on Saturday to 04:00 on Sunday; zones differ in when they put their clocks back. */
function isNight(wallUs: number): boolean {
  const date = new Date(wallUs / 1000);
  return date.getUTCDay() === 0 ? date.getUTCHours() < 4 : date.getUTCDay() === 6 && date.getUTCHours() === 23;
}
