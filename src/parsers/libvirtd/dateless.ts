import type { Note } from "../../model/diagnostic.ts";
import type { LogEvent } from "../../model/event.ts";

const DAY_US = 86_400_000_000;
/** Threads write out of order by milliseconds, dumps and children's output lag by minutes: going back further is another day. */
const ROLL_OVER_US = 3_600_000_000;
/** A line that was late at midnight. */
const LATE_US = 60_000_000;
/** Bounds what is held back; a log of that size began and ended on a known day no more. */
const HELD_EVENTS = 200_000;

/**
 * Dates for records that say only the time of day (libvirt ≤ 0.9.7). Days are counted by roll-over from the first record and
 * settled at the end, so that the last record falls nearest to the last modification of the file; until then events are held back.
 */
export interface Dateless {
  /** µs since the start of the first day. */
  readonly place: (timeOfDayUs: number) => number;
  readonly hold: (event: LogEvent) => void;
  readonly end: () => void;
}

export function createDateless(modifiedUs: number | undefined, emit: (event: LogEvent) => void, note: (note: Note) => void): Dateless {
  let dayUs = 0;
  let lastUs: number | undefined;
  let shiftUs: number | undefined;
  const held: LogEvent[] = [];

  function settle(): number {
    if (modifiedUs === undefined) {
      note({
        code: "libvirt-no-date",
        severity: "warning",
        message: "The log has no dates (libvirt 0.9.7 or older) and no modification time tells its last day; it is placed in 1970.",
        hint: "Read the log from its file.",
        line: undefined,
        text: undefined,
      });
      return 0;
    }
    return Math.round((modifiedUs - (lastUs ?? 0)) / DAY_US) * DAY_US;
  }

  function flush(): void {
    shiftUs ??= settle();
    for (const event of held.splice(0)) emit({ ...event, head: { ...event.head, atUs: event.head.atUs + shiftUs } });
  }

  return {
    place: (timeOfDayUs) => {
      const sameDay = dayUs + timeOfDayUs;
      const late = lastUs !== undefined && Math.abs(lastUs - (sameDay - DAY_US)) < LATE_US;
      if (late && dayUs > 0) return sameDay - DAY_US;
      if (lastUs !== undefined && sameDay < lastUs - ROLL_OVER_US) dayUs += DAY_US;
      const atUs = dayUs + timeOfDayUs;
      lastUs = Math.max(lastUs ?? 0, atUs);
      return atUs;
    },
    hold: (event) => {
      held.push(event);
      if (shiftUs !== undefined || held.length >= HELD_EVENTS) flush();
    },
    end: () => {
      if (lastUs !== undefined) flush();
    },
  };
}
