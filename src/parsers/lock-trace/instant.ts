import { isYearOfLogs } from "../../lib/instant.ts";
import type { Clock } from "../../model/event.ts";

export interface Instant {
  readonly atUs: number;
  readonly clock: Clock;
}

/** Below this a count of µs cannot be a date (September 2001), so the clock starts at boot. */
const EPOCH_FROM_US = 1e15;

/** µs since the epoch, or since boot if there are too few of them for a date. */
export function sinceEpochOrBoot(atUs: number): Instant {
  return { atUs, clock: atUs >= EPOCH_FROM_US ? "utc" : "boottime" };
}

/** `1371029405.992805` → µs, without the rounding of a float of seconds. Undefined: no such number. */
export function secondsToUs(text: string): number | undefined {
  const point = text.indexOf(".");
  const seconds = point === -1 ? text : text.slice(0, point);
  const fraction = point === -1 ? "" : text.slice(point + 1);
  if (!isDigits(seconds) || seconds.length > 12 || (fraction !== "" && !isDigits(fraction))) return undefined;
  return Number(seconds) * 1e6 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

// 2026-11-22T15:16:20.038117, 2026-11-22 15:16:20.038117+00:00, 2026-11-22T15:16:20Z
const WALL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/** A date and time; without a zone it is the host's local time. */
export function wallTime(text: string): Instant | undefined {
  const [, year, month, day, hour, minute, second, fraction, zone] = WALL.exec(text) ?? [];
  if (year === undefined || !isYearOfLogs(Number(year))) return undefined;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const local = ms * 1000 + Number((fraction ?? "").slice(0, 6).padEnd(6, "0"));
  return zone === undefined ? { atUs: local, clock: "local" } : { atUs: local - zoneUs(zone), clock: "utc" };
}

function zoneUs(zone: string): number {
  if (zone === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60) * 1e6;
}

const DAY_US = 86_400e6;

/**
 * Gives the day to times of day. The first is put on the day that brings it closest to the file's last modification; a later
 * one that falls back by more than half a day is of the next day.
 */
export function createCalendar(modifiedUs: number | undefined): (timeOfDayUs: number) => number {
  let dayUs: number | undefined;
  let lastUs = 0;
  return (timeOfDayUs) => {
    dayUs ??= modifiedUs === undefined ? 0 : Math.round((modifiedUs - timeOfDayUs) / DAY_US) * DAY_US;
    if (timeOfDayUs < lastUs - DAY_US / 2) dayUs += DAY_US;
    lastUs = timeOfDayUs;
    return dayUs + timeOfDayUs;
  };
}

// 11:17:48.130302839
const TIME_OF_DAY = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;

export function timeOfDayUs(text: string): number | undefined {
  const [, hour, minute, second, fraction] = TIME_OF_DAY.exec(text) ?? [];
  if (hour === undefined) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return seconds * 1e6 + Number((fraction ?? "").slice(0, 6).padEnd(6, "0"));
}

export function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text.length > 0;
}
