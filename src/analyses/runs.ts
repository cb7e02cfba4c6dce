import type { Boot } from "./boots.ts";

/** Boots that start at most this long after the one before belong to its run, µs. */
const SAME_RUN_US = 60_000_000;

export interface BootRun {
  readonly boots: readonly Boot[];
  /** First request. */
  readonly fromUs: number;
  /** Last ready, gone or other sign of life. */
  readonly toUs: number;
  /**
   * The stretch of time whose background work belongs to this run: up to the next run's first request, the first run's from the
   * beginning, the last one's to the end.
   */
  readonly territory: { readonly startUs: number; readonly endUs: number };
  readonly readyBy: "active" | "ping" | "ssh";
}

/** Divides boots, given in order of request, into runs: [request, ready] overlapping, or starts at most 60 s apart. */
export function divideRuns(boots: readonly Boot[]): readonly BootRun[] {
  const groups: Boot[][] = [];
  let busyUntilUs = Number.NEGATIVE_INFINITY;
  let lastStartUs = Number.NEGATIVE_INFINITY;
  for (const boot of boots) {
    const startUs = boot.requestUs ?? boot.lastUs;
    const current = groups.at(-1);
    if (current !== undefined && (startUs <= busyUntilUs || startUs - lastStartUs <= SAME_RUN_US)) current.push(boot);
    else groups.push([boot]);
    lastStartUs = startUs;
    busyUntilUs = Math.max(busyUntilUs, boot.sshUs ?? boot.pingUs ?? boot.activeUs ?? boot.errorUs ?? startUs);
  }
  return groups.map((group, index) => {
    const fromUs = Math.min(...group.map((boot) => boot.requestUs ?? boot.lastUs));
    const next = groups[index + 1]?.[0];
    return {
      boots: group,
      fromUs,
      toUs: Math.max(...group.flatMap((boot) => [boot.lastUs, boot.goneUs ?? 0, boot.sshUs ?? boot.pingUs ?? boot.activeUs ?? 0])),
      territory: {
        startUs: index === 0 ? Number.NEGATIVE_INFINITY : fromUs,
        endUs: next === undefined ? Number.POSITIVE_INFINITY : next.requestUs ?? next.lastUs,
      },
      readyBy: group.some((boot) => boot.sshUs !== undefined) ? "ssh" : group.some((boot) => boot.pingUs !== undefined) ? "ping" : "active",
    };
  });
}

export function readyOf(boot: Boot, readyBy: BootRun["readyBy"]): number | undefined {
  if (boot.errorUs !== undefined) return undefined;
  return readyBy === "ssh" ? boot.sshUs : readyBy === "ping" ? boot.pingUs : boot.activeUs;
}

export type Outcome = "ready" | "error" | "unfinished" | "deleted";

export function outcomeOf(boot: Boot, readyBy: BootRun["readyBy"]): Outcome {
  if (readyOf(boot, readyBy) !== undefined) return "ready";
  if (boot.errorUs !== undefined) return "error";
  return boot.deleteUs === undefined ? "unfinished" : "deleted";
}
