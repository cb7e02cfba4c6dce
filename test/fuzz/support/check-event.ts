import type { LogEvent } from "../../../src/model/event.ts";

/** Instants from 0001 to 9999 and a day to spare, µs. */
const MAX_AT_US = 253_402_300_800_000_000;
/** Longer than this no text of an event may be: a line is cut at 1 MiB. */
const MAX_TEXT = 1024 * 1024;

/** What is wrong with an event; empty: it is as `model/event.ts` promises. */
export function faultsOf(event: LogEvent, lines: number): readonly string[] {
  const { head } = event;
  const faults: string[] = [];
  if (!Number.isSafeInteger(head.atUs) || Math.abs(head.atUs) > MAX_AT_US) faults.push(`atUs ${head.atUs.toString()}`);
  if (!Number.isSafeInteger(head.line) || head.line < 1 || head.line > lines) faults.push(`line ${head.line.toString()}`);
  for (const [name, value] of [...Object.entries(head), ...Object.entries(event)]) faults.push(...faultsOfValue(name, value));
  return faults;
}

function faultsOfValue(name: string, value: unknown): readonly string[] {
  if (typeof value === "string") return value.length > MAX_TEXT ? [`${name} of ${value.length.toString()} characters`] : [];
  if (typeof value === "number") return faultsOfNumber(name, value);
  if (value === null || typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") return [`${name} is ${String(value)}`];
  if (typeof value !== "object") return [];
  if (name === "head") return [];
  return Object.entries(value).flatMap(([key, each]) => faultsOfValue(Array.isArray(value) ? name : `${name}.${key}`, each));
}

function faultsOfNumber(name: string, value: number): readonly string[] {
  if (!Number.isFinite(value)) return [`${name} ${value.toString()}`];
  if (name === "atUs" || name === "line") return [];
  const whole = name.endsWith("Us") || /pid$|tid$|cores|acquisitions|contentions/i.test(name);
  if (whole && !Number.isSafeInteger(value)) return [`${name} ${value.toString()} is no whole number`];
  return value < 0 ? [`${name} ${value.toString()} is negative`] : [];
}
