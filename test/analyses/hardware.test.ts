import { describe, expect, it } from "vitest";
import { tellBound } from "../../src/analyses/hardware.ts";
import type { Interval } from "../../src/lib/intervals.ts";
import { stretchesOf } from "../../src/lib/stretches.ts";
import type { GaugePoint } from "../../src/model/trace.ts";

/** A sample over the two seconds up to this one. */
const sample = (atS: number, share: number, own: Partial<GaugePoint> = {}): GaugePoint => ({ gauge: "cpu", host: "cmp1", subject: undefined, pid: undefined, atUs: atS * 1e6, intervalUs: 2e6, share, cores: 4, ...own });
const disk = (atS: number, share: number): GaugePoint => sample(atS, share, { gauge: "disk", subject: "vda" });
type Wait = Interval & { readonly host: string | null };
const wait = (fromS: number, toS: number, host: string | null = "cmp1"): Wait => ({ startUs: fromS * 1e6, endUs: toS * 1e6, host });
const bound = (gauges: readonly GaugePoint[], ...waits: readonly Wait[]): Record<string, number> =>
  Object.fromEntries(Object.entries(tellBound(gauges)(stretchesOf(waits), (index) => waits[index]?.host ?? undefined)).map(([limit, us]) => [limit, us / 1e6]));

describe("what was the limit while someone waited", () => {
  it("is software where processors and disks had room", () => {
    expect(bound([sample(2, 0.5), disk(2, 0.1)], wait(0, 2))).toEqual({ software: 2, cpu: 0, disk: 0, unknown: 0 });
  });

  it("is the processors from 90 % on, the disk only where they had room", () => {
    expect(bound([sample(2, 0.9), disk(2, 1), sample(4, 0.89), disk(4, 0.9)], wait(0, 4))).toEqual({ software: 0, cpu: 2, disk: 2, unknown: 0 });
  });

  it("is not the processors while they wait for the disk", () => {
    expect(bound([sample(2, 0.3), sample(2, 0.7, { gauge: "iowait" })], wait(0, 2))).toMatchObject({ software: 2, cpu: 0 });
  });

  it("is told by the part of each sample that was waited in", () => {
    expect(bound([sample(2, 1), sample(4, 0.1)], wait(1, 3), wait(1, 3))).toEqual({ software: 2, cpu: 2, disk: 0, unknown: 0 });
  });

  it("is unknown outside the samples, on hosts that were not measured, and in samples of more than ten seconds", () => {
    expect(bound([sample(2, 1)], wait(1, 5), wait(0, 1, "cmp2"))).toEqual({ software: 0, cpu: 1, disk: 0, unknown: 4 });
    expect(bound([sample(11, 1, { intervalUs: 11e6 })], wait(0, 1))).toMatchObject({ unknown: 1 });
  });

  it("is told by the only host that was measured where the waiter's is not known", () => {
    expect(bound([sample(2, 1)], wait(0, 1, null))).toMatchObject({ cpu: 1 });
    expect(bound([sample(2, 1), sample(2, 1, { host: "cmp2" })], wait(0, 1, null))).toMatchObject({ unknown: 1 });
  });
});
