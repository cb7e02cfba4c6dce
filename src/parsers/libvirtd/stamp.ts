import { isYearOfLogs } from "../../lib/instant.ts";
import { decimal } from "../../lib/digits.ts";

/** A time stamp found at the start of a text, and where the text goes on. */
export interface Stamp {
  readonly atUs: number;
  readonly end: number;
}

/**
 * The stamp of libvirt ≥ 0.9.8 (src/util/virtime.c), always `+0000` from libvirt itself; `%z` of a collector may be any offset.
 * Fixed width, so positions are tested instead of a pattern matched.
 */
// 2018-03-05 14:09:20.799+0000: 5107: info : virObjectRef:365 : OBJECT_REF: obj=0x7f21a40b7c90
export function readDatedStamp(text: string, from: number): Stamp | undefined {
  if (text[from + 19] !== "." || text[from + 4] !== "-" || text[from + 10] !== " " || text[from + 13] !== ":") return undefined;
  const atUs = dayUs(decimal(text, from, 4), decimal(text, from + 5, 2), decimal(text, from + 8, 2)) + timeOfDayUs(text, from + 11);
  if (Number.isNaN(atUs)) return undefined;
  if (text.startsWith("+0000: ", from + 23)) return { atUs, end: from + 30 };
  const zone = readZone(text, from + 23);
  if (zone === undefined || !text.startsWith(": ", zone.end)) return undefined;
  return { atUs: atUs - zone.offsetUs, end: zone.end + 2 };
}

/** Records of one day come in a row, and the calendar is the dearest part of a stamp. */
let lastDay = { date: NaN, startUs: NaN };

/** Start of a UTC day, µs since the epoch; NaN in a year that has no logs. */
function dayUs(year: number, month: number, day: number): number {
  const date = (year * 100 + month) * 100 + day;
  if (date !== lastDay.date) lastDay = { date, startUs: isYearOfLogs(year) ? Date.UTC(year, month - 1, day) * 1000 : NaN };
  return lastDay.startUs;
}

/** The stamp of libvirt ≤ 0.9.7 (src/util/logging.c): local time of day, no date. `atUs` is since midnight. */
// 14:02:11.318: 2207: debug : virDomainCreate:5241 : dom=0x7f1c24000bd0, (VM: name=web, uuid=…)
export function readTimeOfDay(text: string, from: number): Stamp | undefined {
  if (text[from + 2] !== ":" || text[from + 5] !== ":" || text[from + 8] !== "." || !text.startsWith(": ", from + 12)) return undefined;
  const atUs = timeOfDayUs(text, from);
  return Number.isNaN(atUs) ? undefined : { atUs, end: from + 14 };
}

/** `HH:MM:SS.mmm` */
function timeOfDayUs(text: string, from: number): number {
  const seconds = decimal(text, from, 2) * 3600 + decimal(text, from + 3, 2) * 60 + decimal(text, from + 6, 2);
  return seconds * 1_000_000 + decimal(text, from + 9, 3) * 1000;
}

function readZone(text: string, from: number): { readonly offsetUs: number; readonly end: number } | undefined {
  if (text[from] === "Z") return { offsetUs: 0, end: from + 1 };
  const sign = text[from] === "+" ? 1 : text[from] === "-" ? -1 : 0;
  if (sign === 0) return undefined;
  const colon = text[from + 3] === ":" ? 1 : 0;
  const minutes = decimal(text, from + 1, 2) * 60 + decimal(text, from + 3 + colon, 2);
  return Number.isNaN(minutes) ? undefined : { offsetUs: sign * minutes * 60_000_000, end: from + 5 + colon };
}
