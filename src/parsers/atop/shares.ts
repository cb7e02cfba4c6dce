import type { Row } from "./fields.ts";

/** Clock ticks of one core or of several over one interval. */
export interface Ticks {
  readonly hertz: number;
  readonly cores: number;
  /** Everything but idling and waiting for I/O. Stolen time counts: the core was wanted and not there. */
  readonly busy: number;
  readonly iowait: number;
  readonly idle: number;
}

/** USER_HZ of every Linux but Alpha and ia64, for JSON lists that leave it out. */
export const USUAL_HERTZ = 100;

/**
 * Ticks of a `CPU` row (`cores` undefined: as its nrcpu says) or of a `cpu` row (one core). Guest time is contained in the user
 * time of /proc/stat and is not added again. Undefined where the row has no system, user or idle time.
 */
export function ticksOf(row: Row, cores: number | undefined): Ticks | undefined {
  const system = row.number("stime");
  const user = row.number("utime");
  const idle = row.number("itime");
  const count = cores ?? row.number("nrcpu");
  if (system === undefined || user === undefined || idle === undefined || count === undefined || count === 0) return undefined;
  const others = ["ntime", "Itime", "Stime", "steal"].reduce((sum, field) => sum + (row.number(field) ?? 0), 0);
  const hertz = row.number("hertz");
  return { hertz: hertz === undefined || hertz === 0 ? USUAL_HERTZ : hertz, cores: count, busy: system + user + others, iowait: row.number("wtime") ?? 0, idle };
}

export function addTicks(a: Ticks | undefined, b: Ticks): Ticks {
  if (a === undefined) return b;
  return { hertz: b.hertz, cores: a.cores + b.cores, busy: a.busy + b.busy, iowait: a.iowait + b.iowait, idle: a.idle + b.idle };
}

/**
 * Shares of all cores. The ticks counted are a better measure of the interval than its whole seconds, if they agree with these to a
 * second at either end and 10 %; else (idle ticks not counted, a core taken away) the interval is what the shares are of.
 */
export function cpuShares(ticks: Ticks, intervalS: number): { readonly busy: number; readonly iowait: number } | undefined {
  const counted = ticks.busy + ticks.iowait + ticks.idle;
  const perSecond = ticks.hertz * ticks.cores;
  const agree = counted > 0 && Math.abs(counted / perSecond - intervalS) <= 1 + 0.1 * intervalS;
  const whole = agree ? counted : perSecond * intervalS;
  return whole > 0 ? { busy: atMostOne(ticks.busy / whole), iowait: atMostOne(ticks.iowait / whole) } : undefined;
}

/** Share of the interval in which the disk had requests in flight. */
export function diskShare(row: Row, intervalS: number): number | undefined {
  const busyMs = row.number("io_ms");
  return busyMs === undefined || intervalS === 0 ? undefined : atMostOne(busyMs / (intervalS * 1000));
}

/** Share of one core; above 1 for a process with several threads at work. */
export function processShare(row: Row, hertz: number, intervalS: number): number | undefined {
  const user = row.number("utime");
  const system = row.number("stime");
  if (user === undefined || system === undefined || hertz === 0 || intervalS === 0) return undefined;
  return (user + system) / (hertz * intervalS);
}

/** Pressure stall lines and the prefix of their fields. */
export const PRESSURES = [
  { subject: "cpu some", prefix: "cs" },
  { subject: "mem some", prefix: "ms" },
  { subject: "mem full", prefix: "mf" },
  { subject: "io some", prefix: "ios" },
  { subject: "io full", prefix: "iof" },
] as const;

/** Stalled µs of the interval; where the total is missing, the kernel's average of the last 10 s. */
export function pressureShare(row: Row, prefix: string, intervalS: number): number | undefined {
  const totalUs = row.number(`${prefix}tot`);
  if (totalUs !== undefined && intervalS > 0) return atMostOne(totalUs / (intervalS * 1_000_000));
  const percent = row.number(`${prefix}10`);
  return percent === undefined ? undefined : atMostOne(percent / 100);
}

function atMostOne(share: number): number {
  return Math.min(share, 1);
}
