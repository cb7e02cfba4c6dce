import { group } from "d3-array";
import { accumulated, integrate, type Integral } from "../lib/integral.ts";
import type { Interval } from "../lib/intervals.ts";
import { lengthInAllUs, type Stretches } from "../lib/stretches.ts";
import type { BoundTime } from "../model/measures.ts";
import type { GaugePoint } from "../model/trace.ts";

/** From this share on, processors or a disk are the limit. */
const BUSY_SHARE = 0.9;

/** A longer sample says nothing of what happened within it, µs. */
const LONGEST_SAMPLE_US = 10_000_000;

/**
 * What was the limit while someone waited, for how long. The four sum to the length of the stretches. `hostOf`: on which host each of them was; undefined: on the one
 * that was measured, if there is only one.
 */
export type BoundDuring = (stretches: Stretches, hostOf: (index: number) => string | undefined) => BoundTime;

const LIMITS = ["software", "cpu", "disk"] as const;
type Limit = (typeof LIMITS)[number];

/**
 * Tells, from samples of the host's processors and disks, what the limit was at any time: the processors or a disk where 90 % busy over the sample
 * (waiting for input or output is not busy), else software. Unknown where there is no sample, or one of more than 10 s.
 */
export function tellBound(gauges: readonly GaugePoint[]): BoundDuring {
  const series = new Map(
    [
      ...group(
        gauges.filter(({ intervalUs }) => intervalUs > 0 && intervalUs <= LONGEST_SAMPLE_US),
        ({ host }) => host,
      ),
    ].map(([host, points]) => [host, limitsOf(points)]),
  );
  const only = series.size === 1 ? [...series.values()][0] : undefined;
  return (stretches, hostOf) => {
    const bound = { software: 0, cpu: 0, disk: 0, unknown: lengthInAllUs(stretches) };
    for (let index = 0; series.size > 0 && index < stretches.startsUs.length; index++) {
      const host = hostOf(index);
      const limits = series.get(host) ?? (host === undefined ? only : undefined);
      if (limits === undefined) continue;
      for (const limit of LIMITS) {
        const us = Math.round(accumulated(limits[limit], stretches.startsUs[index] ?? 0, stretches.endsUs[index] ?? 0));
        bound[limit] += us;
        bound.unknown -= us;
      }
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
