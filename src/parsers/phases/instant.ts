import { isYearOfLogs } from "../../lib/instant.ts";
import type { Clock } from "../../model/event.ts";

export interface Instant {
  readonly atUs: number;
  /** `local` where an ISO date has no zone. */
  readonly clock: Clock;
}

/**
 * An ISO 8601 date and time (zone `Z`, an offset, or none), or a number: seconds, ms, µs or ns since the epoch, told apart by size.
 * Undefined for anything else.
 */
export function readInstant(text: string): Instant | undefined {
  return readIso(text) ?? readEpoch(text);
}

// 2026-11-22T15:02:21.615Z · 2026-11-22 15:02:21,615203+0100 · 2026-11-22T15:02:21
const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

function readIso(text: string): Instant | undefined {
  const [match, year, month, day, hour, minute, second, fraction, zone] = ISO.exec(text) ?? [];
  if (match === undefined || !isYearOfLogs(Number(year)) || Number(month) > 12 || Number(day) > 31 || Number(hour) > 24 || Number(minute) > 59 || Number(second ?? 0) > 60)
    return undefined;
  const wallMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second ?? 0));
  const fractionUs = Number((fraction ?? "").padEnd(6, "0").slice(0, 6));
  return { atUs: wallMs * 1000 + fractionUs - offsetUs(zone), clock: zone === undefined ? "local" : "utc" };
}

function offsetUs(zone: string | undefined): number {
  // +01:00 · -0530 · +02
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? "") ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000_000;
}

// 1795359741.615 · 1795359741615 · 1795359741615203 · 1795359741615203004
const EPOCH = /^(\d{9,19})(?:\.(\d{1,12}))?$/;

/** Number of integer digits, from 1973 to 5138 or so in each unit, and how many µs its fraction's unit has (as a power of ten). */
const UNITS = [
  { digits: [9, 11], power: 6 },
  { digits: [12, 14], power: 3 },
  { digits: [15, 16], power: 0 },
  { digits: [17, 19], power: -3 },
] as const;

function readEpoch(text: string): Instant | undefined {
  const [, whole, fraction = ""] = EPOCH.exec(text) ?? [];
  const unit = UNITS.find(({ digits: [least, most] }) => whole !== undefined && whole.length >= least && whole.length <= most);
  if (whole === undefined || unit === undefined) return undefined;
  // Digits are moved, not multiplied: nanoseconds have more of them than a number holds.
  const micros = unit.power < 0 ? whole.slice(0, unit.power) : whole + fraction.padEnd(unit.power, "0").slice(0, unit.power);
  const atUs = Number(micros);
  return Number.isSafeInteger(atUs) ? { atUs, clock: "utc" } : undefined;
}
