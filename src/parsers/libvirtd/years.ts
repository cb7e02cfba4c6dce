import type { Note } from "../../model/diagnostic.ts";
import type { YearPolicy } from "./envelope.ts";

const DAY_US = 86_400_000_000;

/**
 * Years for the traditional syslog stamp. With `--year`, that of the first record, and one more each time December is over; else the last year
 * that puts the record before the file's last modification (and a day, for the zone).
 */
export function createYears(year: number | undefined, modifiedUs: number | undefined, note: (note: Note) => void): YearPolicy {
  if (year !== undefined) return fromFirst(year);
  if (modifiedUs !== undefined) {
    const place = (atUs: number): number => (atUs > modifiedUs + DAY_US ? shiftYear(atUs, -1) : atUs);
    return { baseYear: new Date(modifiedUs / 1000).getUTCFullYear(), place };
  }
  let told = false;
  const place = (atUs: number): number => {
    if (!told) {
      told = true;
      note({
        code: "libvirt-no-year",
        severity: "warning",
        message: "The stamps have no year, and no modification time tells it; the log is placed in 1970.",
        hint: "Give --year, or journalctl -o short-iso.",
        line: undefined,
        text: undefined,
      });
    }
    return atUs;
  };
  return { baseYear: 1970, place };
}

function fromFirst(year: number): YearPolicy {
  let turns = 0;
  let lastUs = -Infinity;
  const place = (atUs: number): number => {
    const placed = shiftYear(atUs, turns);
    // Half a year back is no disorder of the writer but a new year.
    if (placed < lastUs - 180 * DAY_US) turns += 1;
    lastUs = shiftYear(atUs, turns);
    return lastUs;
  };
  return { baseYear: year, place };
}

function shiftYear(atUs: number, by: number): number {
  if (by === 0) return atUs;
  const date = new Date(Math.floor(atUs / 1000));
  const micros = atUs - date.getTime() * 1000;
  date.setUTCFullYear(date.getUTCFullYear() + by);
  return date.getTime() * 1000 + micros;
}
