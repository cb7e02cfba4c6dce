import { address } from "./caller.ts";
import { toUs } from "./quantity.ts";

/** `<name>[<id>] lock <key> contended <n> times, <avg> avg <unit>`, the line many tracers print of one thread or process and one futex. */
export interface ContendedLine {
  /** Empty where the tracer prints none. */
  readonly name: string;
  readonly id: number;
  readonly lock: string;
  readonly times: number;
  readonly totalUs: number;
  readonly maxUs: number | undefined;
  /** What follows the average: `us` (futexes.stp), `max` (variants), `ns [` (perf), `usecs [` or `msecs [` (futexctn). */
  readonly style: "us" | "max" | "ns [" | "usecs [" | "msecs [";
}

// 158 times, 34624 avg us
// 387 times, 579 avg ns [max: 32060 ns, min 390 ns]
// 12 times, 40 avg 310 max us
const NUMBERS = /^(\d+) times, (\d+) avg (?:(\d+) max )?(us|ns|usecs|msecs)(?: \[max: (\d+) \w+, min (\d+) \w+\])?\s*$/;

/** Read from the right, because names may hold spaces and brackets and `lock`. */
export function readContended(text: string): ContendedLine | undefined {
  const contended = text.lastIndexOf(" contended ");
  if (contended === -1) return undefined;
  const lockAt = text.lastIndexOf("] lock ", contended);
  const open = text.lastIndexOf("[", lockAt);
  const id = text.slice(open + 1, lockAt);
  if (lockAt === -1 || open === -1 || !/^\d{1,10}$/.test(id)) return undefined;
  const [, times, average, most, unit, mostInBrackets] = NUMBERS.exec(text.slice(contended + " contended ".length)) ?? [];
  if (times === undefined || average === undefined || unit === undefined) return undefined;
  const max = most ?? mostInBrackets;
  const key = text.slice(lockAt + "] lock ".length, contended).trim();
  return {
    name: text.slice(0, open).trim(),
    id: Number(id),
    lock: address(key),
    times: Number(times),
    totalUs: toUs({ value: Number(times) * Number(average), unit }, unit),
    maxUs: max === undefined ? undefined : toUs({ value: Number(max), unit }, unit),
    style: most !== undefined ? "max" : unit === "us" ? "us" : unit === "ns" ? "ns [" : unit === "usecs" ? "usecs [" : "msecs [",
  };
}
