import { group } from "d3-array";
import { accumulated, integrate, type Integral } from "../lib/integral.ts";
import type { Interval } from "../lib/intervals.ts";
import type { BoundTime } from "../model/measures.ts";
import type { GaugePoint } from "../model/trace.ts";

/** From this share on, processors or a disk are the limit. */
const BUSY_SHARE = 0.9;

/** A longer sample says nothing of what happened within it, µs. */
const LONGEST_SAMPLE_US = 10_000_000;

/** What was the limit while someone waited, for how long. The four sum to the length of the stretches. */
export type BoundDuring = (stretches: Iterable<OnHost>) => BoundTime;

export interface OnHost extends Interval {
  /** Undefined: the one host that was measured, if there is only one. */
  readonly host: string | undefined;
}

type Limit = "software" | "cpu" | "disk";

/**
 * Tells, from samples of the host's processors and disks, what the limit was at any time: the processors or a disk where 90 % busy over the sample
 * (waiting for input or output is not busy), else software. Unknown where there is no sample, or one of more than 10 s.
 */
export function tellBound(gauges: readonly GaugePoint[]): BoundDuring {
  const series = new Map([...group(gauges.filter(({ intervalUs }) => intervalUs > 0 && intervalUs <= LONGEST_SAMPLE_US), ({ host }) => host)].map(([host, points]) => [host, limitsOf(points)]));
  const only = series.size === 1 ? [...series.values()][0] : undefined;
  return (stretches) => {
    const bound = { software: 0, cpu: 0, disk: 0, unknown: 0 };
    for (const { host, startUs, endUs } of stretches) {
      const limits = series.get(host) ?? (host === undefined ? only : undefined);
      const during = (limit: Limit): number => (limits === undefined ? 0 : Math.round(accumulated(limits[limit], startUs, endUs)));
      const cpu = during("cpu");
      const disk = during("disk");
      const software = during("software");
      bound.cpu += cpu;
      bound.disk += disk;
      bound.software += software;
      bound.unknown += endUs - startUs - cpu - disk - software;
    }
    return bound;
  };
}

function limitsOf(points: readonly GaugePoint[]): Readonly<Record<Limit, Integral>> {
  const stretches: (Interval & { readonly limit: Limit })[] = [];
  let toldUs = Number.NEGATIVE_INFINITY;
  for (const [atUs, sample] of [...group(points, (point) => point.atUs)].sort(([a], [b]) => a - b)) {
    const cpu = sample.find(({ gauge }) => gauge === "cpu");
    if (cpu === undefined) continue;
    const startUs = Math.max(toldUs, atUs - cpu.intervalUs);
    toldUs = atUs;
    if (startUs >= atUs) continue;
    const isDiskBusy = sample.some(({ gauge, share }) => gauge === "disk" && share >= BUSY_SHARE);
    stretches.push({ startUs, endUs: atUs, limit: cpu.share >= BUSY_SHARE ? "cpu" : isDiskBusy ? "disk" : "software" });
  }
  const timeOf = (wanted: Limit): Integral => {
    const own = stretches.filter(({ limit }) => limit === wanted);
    let rate = 0;
    return integrate(own.flatMap(({ startUs, endUs }) => [{ atUs: startUs, by: 1 }, { atUs: endUs, by: -1 }]), ({ by }) => (rate += by));
  };
  return { software: timeOf("software"), cpu: timeOf("cpu"), disk: timeOf("disk") };
}
