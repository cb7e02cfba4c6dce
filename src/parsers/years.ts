import type { ParserContext } from "./parser.ts";

/** Supplies the year that journal and syslog times leave out. */
export interface Years {
  /** Year of the next record, in order of the source; `timeUs`: its time of day. */
  readonly next: (month: number, day: number, timeUs: number) => number;
}

/** Where years do not matter: to tell what a source is. */
export const ANY_YEAR: Years = { next: () => 2000 };

const DAY_US = 86_400_000_000;

/**
 * The first record's year is the one given, else the latest that does not put it more than a day after the source's last
 * modification. From there the year grows whenever the month falls back by two or more; a step back from January to December is a
 * record written late.
 */
export function openYears(context: ParserContext): Years {
  let year: number | undefined;
  let lastMonth = 0;
  let rolled = 0;
  return {
    next: (month, day, timeUs) => {
      if (year === undefined) year = context.year ?? latestYear(context, month, day, timeUs);
      else if (lastMonth - month >= 2) {
        year++;
        rolled++;
      } else if (lastMonth === 1 && month === 12 && rolled > 0) {
        year--;
        rolled--;
      }
      lastMonth = month;
      return year;
    },
  };
}

function latestYear(context: ParserContext, month: number, day: number, timeUs: number): number {
  if (context.modifiedUs === undefined) {
    context.note({
      code: "year-unknown",
      severity: "warning",
      message: "The times have no year and the source no date: read as of the year 2000",
      hint: "Give the year of the first record with --year",
      line: undefined,
      text: undefined,
    });
    return 2000;
  }
  let year = new Date(context.modifiedUs / 1000).getUTCFullYear();
  if (!Number.isFinite(year)) return 2000;
  for (let tries = 0; tries < 9; tries++, year--) {
    const ms = Date.UTC(year, month - 1, day);
    if (new Date(ms).getUTCDate() === day && ms * 1000 + timeUs <= context.modifiedUs + DAY_US) return year;
  }
  return year;
}
