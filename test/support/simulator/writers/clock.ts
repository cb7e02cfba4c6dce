import type { Dialect } from "../scenarios/scenario.ts";

/** When the simulation began, µs since the epoch: a day on which the release was in use. */
const BEGINNINGS: Readonly<Record<Dialect, number>> = {
  grizzly: Date.UTC(2013, 4, 14, 9, 30, 11) * 1000,
  ocata: Date.UTC(2017, 5, 13, 13, 4, 52) * 1000,
  zed: Date.UTC(2026, 10, 22, 15, 1, 37) * 1000,
};

export function epochUs(dialect: Dialect, atUs: number): number {
  return BEGINNINGS[dialect] + atUs;
}

/** `2026-11-22T15:02:21.615Z` */
export function isoInstant(us: number): string {
  return new Date(Math.floor(us / 1000)).toISOString();
}

/** `2026-11-22 15:02:21.615`: oslo's clock is local, which is UTC here. */
export function osloInstant(us: number): string {
  return isoInstant(us).replace("T", " ").replace("Z", "");
}
