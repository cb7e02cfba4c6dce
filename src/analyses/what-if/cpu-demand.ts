import { group, quantile } from "d3-array";
import { accumulated, integrate, type Integral } from "../../lib/integral.ts";
import type { GaugePoint } from "../../model/trace.ts";
import type { Line } from "./activity.ts";

/** What the work on one host took of its processors. */
export interface HostDemand {
  /** Cores left for the work by guests and by what ran without it. */
  readonly capacity: number;
  /** CPU time of one line's work by time of the trace, µs. */
  readonly cpuUs: Integral;
  /** How long one line's work would have taken with the host to itself, by time of the trace, µs. */
  readonly aloneUs: Integral;
  /** Cores that one line's work was taken to use at most. */
  readonly coresOfOne: number;
  readonly saturated: boolean;
  readonly cores: number;
}

/** Gauge intervals above this say nothing of single stretches of work (the first sample of atop is since boot), µs. */
const LONGEST_SAMPLE_US = 60_000_000;

/** Busy shares between which a host goes from idle to saturated. */
const FREE_SHARE = 0.85;
const FULL_SHARE = 0.95;

/** Lines active on average below which a sample tells nothing of what one uses. */
const LEAST_ACTIVE = 0.8;

/** Samples with few active that tell what one uses. */
const ENOUGH_SAMPLES = 3;

/** Cores one boot uses where the logs do not show it: an API server, the network service, nova-compute and libvirt work for it partly at the same time. */
const USUAL_CORES = 1.5;
const LEAST_CORES = 0.25;

/** e.g. `qemu-system-x86`, `qemu-kvm`, `kvm` */
const GUEST = /^(?:qemu-system|qemu-kvm|kvm$)/;

interface Sample {
  readonly startUs: number;
  readonly endUs: number;
  /** Lines at work, on average. */
  readonly active: number;
  /** Cores used by all, and by other than the work. */
  readonly used: number;
  readonly other: number;
  /** 0: idle processors, the work took as long as it takes. 1: it took as long as it was given. */
  readonly saturation: number;
}

/**
 * Divides the CPU time of each sample among the lines at work in it. Where the processors were saturated their work was stretched: alone it would have
 * gone on at the rate that one line shows where few are active (`coresOfOne`, unless given). Undefined: no gauges for this host.
 */
export function hostDemand(gauges: readonly GaugePoint[], lines: readonly Line[], guestsAreLoad: boolean, coresOfOne: number | undefined): HostDemand | undefined {
  const cores = gauges.find((point) => point.gauge === "cpu" && point.cores !== undefined)?.cores;
  if (cores === undefined) return undefined;
  const samples = samplesOf(gauges, cores, activeOver(lines), guestsAreLoad);
  if (samples.length === 0) return undefined;
  const ownCores = ({ used, other }: Sample): number => Math.max(0, used - other);
  const rate = (sample: Sample): number => (sample.active > 0 ? Math.min(cores, ownCores(sample) / Math.max(sample.active, 0.5)) : 0);
  const limit = coresOfOne ?? usualCores(samples.map((sample) => ({ active: sample.active, rate: rate(sample) })), cores);
  const ofOne = samples.map((sample) => {
    const shared = rate(sample);
    const alone = shared + Math.max(0, limit - shared) * sample.saturation;
    return { ...sample, cpu: shared, speed: alone > 0 ? shared / alone : 1 };
  });
  const steps = (value: (one: (typeof ofOne)[number]) => number, elsewhere: number): Integral => {
    const changes = ofOne.flatMap((one, index) => {
      const next = ofOne[index + 1];
      return [{ atUs: one.startUs, to: value(one) }, ...(next?.startUs === one.endUs ? [] : [{ atUs: one.endUs, to: elsewhere }])];
    });
    const [first, last] = [Math.min(...lines.flatMap(stretchOf), ofOne[0]?.startUs ?? 0), Math.max(...lines.flatMap(stretchOf), ofOne.at(-1)?.endUs ?? 0)];
    return integrate([{ atUs: first, to: elsewhere }, ...changes, { atUs: last, to: elsewhere }], ({ to }) => to);
  };
  const full = samples.filter(({ saturation }) => saturation === 1);
  const others = samples.reduce((sum, { other, active }) => sum + (active > 0 ? other : 0), 0) / Math.max(1, samples.filter(({ active }) => active > 0).length);
  return {
    capacity: full.length > 0 ? full.reduce((sum, sample) => sum + ownCores(sample), 0) / full.length : Math.max(0.1 * cores, cores - others),
    cpuUs: steps(({ cpu }) => cpu, 0),
    aloneUs: steps(({ speed }) => speed, 1),
    coresOfOne: limit,
    saturated: full.length > 0,
    cores,
  };
}

/** CPU time and time alone of a stretch of work, µs. */
export function demandOf(host: HostDemand | undefined, startUs: number, endUs: number): { readonly cpuUs: number; readonly aloneUs: number } {
  if (host === undefined) return { cpuUs: 0, aloneUs: endUs - startUs };
  return { cpuUs: accumulated(host.cpuUs, startUs, endUs), aloneUs: accumulated(host.aloneUs, startUs, endUs) };
}

function stretchOf({ nodes }: Line): number[] {
  const stretches = nodes.filter((node) => node.kind === "work");
  const [first, last] = [stretches[0], stretches.at(-1)];
  return first === undefined || last === undefined ? [] : [first.startUs, last.endUs];
}

export function activeOver(lines: readonly Line[]): Integral {
  let active = 0;
  const changes = lines.flatMap(({ nodes }) => nodes.flatMap((node) => (node.kind === "work" ? [{ atUs: node.startUs, by: 1 }, { atUs: node.endUs, by: -1 }] : [])));
  return integrate(changes, ({ by }) => (active += by));
}

export function samplesOf(gauges: readonly GaugePoint[], cores: number, active: Integral, guestsAreLoad: boolean): readonly Sample[] {
  const guests = group(guestsAreLoad ? gauges.filter(({ gauge, subject }) => gauge === "process-cpu" && subject !== undefined && GUEST.test(subject)) : [], ({ atUs }) => atUs);
  const samples = gauges
    .filter(({ gauge, intervalUs }) => gauge === "cpu" && intervalUs > 0 && intervalUs <= LONGEST_SAMPLE_US)
    .sort((a, b) => a.atUs - b.atUs)
    .map(({ atUs, intervalUs, share }) => ({
      startUs: atUs - intervalUs,
      endUs: atUs,
      active: accumulated(active, atUs - intervalUs, atUs) / intervalUs,
      used: share * cores,
      guests: (guests.get(atUs) ?? []).reduce((sum, guest) => sum + guest.share, 0),
      saturation: Math.min(1, Math.max(0, (share - FREE_SHARE) / (FULL_SHARE - FREE_SHARE))),
    }));
  const idle = quantile(samples.filter((sample) => sample.active === 0).map(({ used, guests }) => Math.max(0, used - guests)), 0.5) ?? 0;
  return samples.filter((sample, index) => sample.startUs >= (samples[index - 1]?.endUs ?? sample.startUs) - 1000).map(({ guests: own, ...sample }) => ({ ...sample, other: Math.min(sample.used, own + idle) }));
}

/**
 * What one line uses while it has what it wants: the high rates of samples in which few are active, since among many some wait where no line tells. Few
 * such samples tell nothing.
 */
function usualCores(samples: readonly { readonly active: number; readonly rate: number }[], cores: number): number {
  const few = samples.filter(({ active }) => active >= LEAST_ACTIVE && active <= cores).map(({ rate }) => rate);
  return few.length < ENOUGH_SAMPLES ? Math.min(cores, USUAL_CORES) : Math.min(cores, Math.max(LEAST_CORES, quantile(few, 0.9) ?? 0));
}
