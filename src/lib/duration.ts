const MS = 1_000;
const SECOND = 1_000 * MS;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A duration in µs as people write it, to about three digits: `25 µs`, `1.7 ms`, `340 ms`, `1.35 s`, `12.4 s`, `3 min 12 s`, `2 h 5 min`.
 * A missing one is `–`.
 */
export function formatDuration(us: number | null | undefined): string {
  if (us === null || us === undefined || !Number.isFinite(us)) return "–";
  if (us < 0) return `−${formatDuration(-us)}`;
  const whole = Math.round(us);
  if (whole === 0) return "0 s";
  if (whole < MS) return `${whole} µs`;
  // Each bound is where rounding would carry into the next form: 9.96 ms is `10 ms`, 59.97 s is `1 min`.
  if (whole < 9.95 * MS) return `${(whole / MS).toFixed(1)} ms`;
  if (whole < 999.5 * MS) return `${Math.round(whole / MS)} ms`;
  if (whole < 9.995 * SECOND) return `${(whole / SECOND).toFixed(2)} s`;
  if (whole < 59.95 * SECOND) return `${(whole / SECOND).toFixed(1)} s`;
  if (whole < HOUR - SECOND / 2) return twoUnits(whole, MINUTE, "min", SECOND, "s");
  if (whole < DAY - MINUTE / 2) return twoUnits(whole, HOUR, "h", MINUTE, "min");
  return twoUnits(whole, DAY, "d", HOUR, "h");
}

function twoUnits(us: number, large: number, largeName: string, small: number, smallName: string): string {
  const smalls = Math.round(us / small);
  const perLarge = large / small;
  const rest = smalls % perLarge;
  const head = `${Math.floor(smalls / perLarge)} ${largeName}`;
  return rest === 0 ? head : `${head} ${rest} ${smallName}`;
}
