import { group, max, sum } from "d3-array";
import type { FullCore } from "../model/run.ts";
import type { GaugePoint } from "../model/trace.ts";
import { isGuest, isKernelThread, untitled } from "./process-names.ts";
import { LEAST_SAMPLES, wholeCoreSamples } from "./whole-core.ts";

/** No process of one thread uses more, whatever the clock of the samples. */
const ONE_CORE = 1.1;

/** Processes told, those with the longest times. */
const MOST = 5;

/**
 * Processes that used one core to the full, and never more, in at least three samples between two instants: whatever they serve is done one after the other. Guests
 * and threads of the kernel are none of them.
 */
export function fullCores(gauges: readonly GaugePoint[], fromUs: number, toUs: number): readonly FullCore[] {
  const during = gauges.filter(
    ({ gauge, subject, atUs, intervalUs }) =>
      gauge === "process-cpu" && subject !== undefined && atUs > fromUs && atUs - intervalUs < toUs && !isGuest(subject) && !isKernelThread(subject),
  );
  return [...group(during, ({ host, subject, pid }) => `${host ?? ""}|${subject ?? ""}|${pid ?? ""}`).values()]
    .flatMap((points): readonly FullCore[] => {
      const [first] = points;
      const full = wholeCoreSamples(points);
      if (first === undefined || full.length < LEAST_SAMPLES || (max(points, ({ share }) => share) ?? 0) > ONE_CORE) return [];
      return [{ process: untitled(first.subject ?? ""), pid: first.pid ?? null, host: first.host ?? null, fullUs: sum(full, ({ intervalUs }) => intervalUs) }];
    })
    .sort((a, b) => b.fullUs - a.fullUs || (a.process < b.process ? -1 : a.process > b.process ? 1 : (a.pid ?? 0) - (b.pid ?? 0)))
    .slice(0, MOST);
}
