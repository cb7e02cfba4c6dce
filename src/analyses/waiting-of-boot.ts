import { clip, unite, type Interval } from "../lib/intervals.ts";
import type { Boot } from "./boots.ts";
import type { Lines } from "./main-line.ts";
import { readyOf, type BootRun } from "./runs.ts";

/** When a boot waited, for whatever, from its request until it was ready: in order, without overlap. None of one that was never ready. */
export function waitingUntilReady(boot: Boot, readyBy: BootRun["readyBy"], lines: Lines): readonly Interval[] {
  const range = { startUs: boot.requestUs ?? Number.POSITIVE_INFINITY, endUs: readyOf(boot, readyBy) ?? Number.NEGATIVE_INFINITY };
  return unite(lines.mainWaits(boot.index, "boot").map((wait) => clip(wait, range)).filter((wait) => wait !== undefined));
}
