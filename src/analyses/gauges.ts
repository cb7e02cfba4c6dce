import { group } from "d3-array";
import { roundShare } from "../lib/share.ts";
import type { GaugeSeries } from "../model/report.ts";
import type { Analysis } from "./analysis.ts";

/** Processes that never used a twentieth of a core over the run are left out of the report. */
const BUSY_PROCESS_SHARE = 0.05;

/** CPU, disk and process series over the run's time, for whoever draws the report. */
export const gauges: Analysis = {
  id: "gauges",
  answer: ({ trace, run, filter }) => {
    const fromUs = filter.sinceUs ?? run?.fromUs ?? Number.NEGATIVE_INFINITY;
    const toUs = filter.untilUs ?? run?.toUs ?? Number.POSITIVE_INFINITY;
    const during = trace.gauges.filter(({ atUs, intervalUs, host }) => atUs > fromUs && atUs - intervalUs < toUs && (filter.host === null || host === filter.host));
    const series: GaugeSeries[] = [...group(during, ({ gauge, host, subject, pid }) => `${host ?? ""}|${gauge}|${subject ?? ""}|${pid ?? ""}`)]
      .filter(([, points]) => points[0]?.gauge !== "process-cpu" || points.some(({ share }) => share >= BUSY_PROCESS_SHARE))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, points]) => ({
        gauge: points[0]?.gauge ?? "cpu",
        host: points[0]?.host ?? null,
        subject: points[0]?.subject ?? null,
        pid: points[0]?.pid ?? null,
        points: points.map(({ atUs, intervalUs, share }) => ({ atUs, intervalUs, share: roundShare(share) })),
      }));
    return { gauges: series };
  },
};
