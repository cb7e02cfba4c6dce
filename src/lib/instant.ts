/** The last whole year whose microseconds since the epoch a number counts one by one; what is later would be rounded. */
const LAST_YEAR = 2254;

/** No log is older than the epoch, and no instant after LAST_YEAR can be counted: a year outside is a damaged one. */
export function isYearOfLogs(year: number): boolean {
  return year >= 1970 && year <= LAST_YEAR;
}

/** The last instant a JavaScript date can hold, in ms since the epoch; the first is its negative. */
const LAST_MS = 8.64e15;

/** An instant in µs since the epoch as `2026-11-22 14:57:10.920Z`, cut to the millisecond; a missing one is `–`. */
export function formatInstant(us: number | null | undefined): string {
  if (us === null || us === undefined) return "–";
  const ms = Math.floor(us / 1000);
  if (!(Math.abs(ms) <= LAST_MS)) return "–";
  return new Date(ms).toISOString().replace("T", " ");
}
