import { describe, expect, it } from "vitest";
import { gauges } from "../../src/analyses/gauges.ts";
import type { GaugeSeries } from "../../src/model/report.ts";
import type { GaugePoint } from "../../src/model/trace.ts";
import { instance, mark, study, trace } from "../support/traces.ts";

const sample = (atS: number, share: number, own: Partial<GaugePoint> = {}): GaugePoint => ({ gauge: "cpu", host: "cmp1", subject: undefined, pid: undefined, atUs: atS * 1e6, intervalUs: 1e6, share, cores: undefined, ...own });
const series = (...points: readonly GaugePoint[]): readonly GaugeSeries[] =>
  (gauges.answer(study(trace({ instances: [instance("i", [mark(10_000, "create-requested"), mark(20_000, "built")])], gauges: points }))).gauges ?? []) as readonly GaugeSeries[];

describe("gauge series", () => {
  it("hold the samples that touch the run", () => {
    expect(series(sample(10, 1), sample(10.5, 0.2), sample(20.5, 0.4), sample(21, 1)).map(({ points }) => points.map(({ share }) => share))).toEqual([[0.2, 0.4]]);
  });

  it("keep devices and processes apart", () => {
    expect(series(sample(12, 0.1, { gauge: "disk", subject: "vda" }), sample(12, 0.2, { gauge: "disk", subject: "vdb" })).map(({ subject }) => subject)).toEqual(["vda", "vdb"]);
  });

  it("leave out processes that never used a twentieth of a core", () => {
    const of = (pid: number, share: number): GaugePoint => sample(12, share, { gauge: "process-cpu", subject: "p", pid });
    expect(series(of(1, 0.049), of(2, 0.05)).map(({ pid }) => pid)).toEqual([2]);
  });

  it("round shares to a hundredth of a per cent", () => {
    expect(series(sample(12, 1 / 3))[0]?.points[0]?.share).toBe(0.3333);
  });
});
