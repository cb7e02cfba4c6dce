import { group, max, quantile, sum } from "d3-array";
import { accumulated, integrate, type Integral } from "../../lib/integral.ts";
import type { GaugePoint } from "../../model/trace.ts";
import type { Guest, Line, Queue } from "./activity.ts";
import { coresOfGuests, LONGEST_SAMPLE_US } from "./guests.ts";
import { isOfBuilder, isOfDaemon, withWorkplace, workplaces, type Workplace } from "./workplace.ts";

/** What the work on one host took of its hardware. */
export interface HostDemand {
  readonly parts: readonly Part[];
  /** How long one line's work there would have taken with the host to itself, by time of the trace, µs. */
  readonly aloneUs: Readonly<Record<Workplace, Integral>>;
  readonly cores: number;
  /** Processor time that the lines' work used together, by time of the trace, µs. */
  readonly cpuUs: Integral;
  /** The processors were all in use at times, so that work was stretched by an unknown factor. */
  readonly stretched: boolean;
}

/** Something that works at a limited rate: the cores, a disk, the processes of nova-compute that use one core each. */
export interface Part {
  readonly kind: "cpu" | "disk" | "builder";
  /** Cores, disks or processes there are for the work. */
  readonly capacity: number;
  /** What one line's work there used of it, by time of the trace, µs. */
  readonly usedUs: Readonly<Record<Workplace, Integral>>;
}

/** Shares of capacity between which a part is taken to be free and full. */
const FREE_SHARE = 0.85;
const FULL_SHARE = 0.95;

/** Lines at work on average below which none of their kind is taken to have used what a sample shows. */
const LEAST_SHARE = 0.1;

/** Lines active on average below which a sample tells nothing of what one uses. */
const LEAST_ACTIVE = 0.8;

/** Samples with few active that tell what one uses. */
const ENOUGH_SAMPLES = 3;

/** Cores one boot uses where the logs do not show it: an API server, the network service, nova-compute and libvirt work for it partly at the same time. */
const USUAL_CORES = 1.5;

/** Less than this is what one uses that mostly waits where no line tells. */
const LEAST_CORES = 0.75;

/** Parts other than the cores: those that were busiest, from this share of their capacity. */
const MOST_PARTS = 4;
const WORTH_SHARE = 0.2;

/** A process that never used more of its core is not one of those that serve, share. */
const SERVING_SHARE = 0.05;

interface Sample {
  readonly startUs: number;
  readonly endUs: number;
  /** Lines at work, on average. */
  readonly active: number;
  /** Of these, those for which the virtualisation daemon is at work, and nova-compute itself. */
  readonly inDaemon: number;
  readonly inBuilder: number;
}

/** A part with what was used of it in each sample, as a number of cores, disks or processes. */
interface Measured {
  readonly kind: Part["kind"];
  readonly capacity: number;
  readonly used: readonly number[];
  /** By sample: 0 while there was more of it, so that work took as long as it takes; 1 while it was all in use. */
  readonly fullness: readonly number[];
  /** What one line uses of it while it has what it wants. */
  readonly ofOne: number;
}

/**
 * Divides what each sample shows in use among the lines at work in it; those for which the virtualisation daemon is at work have used no more of the cores than
 * its processes. Where something was all in use, their work was stretched: alone it would have gone on at the rate that one line shows where few are active (of
 * the cores: `coresOfOne`, if given). What guests use is not the lines': those of boots have lines of their own, others take away from the cores. Undefined: no
 * gauges for this host.
 */
export function hostDemand(
  gauges: readonly GaugePoint[],
  lines: readonly Line[],
  resources: readonly Queue[],
  guests: readonly Guest[],
  coresOfOne: number | undefined,
): HostDemand | undefined {
  const cores = gauges.find((point) => point.gauge === "cpu" && point.cores !== undefined)?.cores;
  if (cores === undefined) return undefined;
  const busy = sampled(gauges.filter(({ gauge }) => gauge === "cpu"));
  if (busy.length === 0) return undefined;
  const { active, inDaemon, inBuilder } = atWork(lines, resources);
  const samples = busy.map(({ atUs, intervalUs }) => {
    const mean = (of: Integral): number => accumulated(of, atUs - intervalUs, atUs) / intervalUs;
    return { startUs: atUs - intervalUs, endUs: atUs, active: mean(active), inDaemon: mean(inDaemon), inBuilder: mean(inBuilder) };
  });
  const processors = coresOf(busy.map(({ share }) => share), cores, samples, guests, coresOfOne);
  const parts = [processors, ...otherParts(gauges, samples)];

  const rates = parts.map(({ kind, capacity, used }) =>
    samples.map(({ active, inBuilder }, index) => {
      const sharers = kind === "builder" ? inBuilder : active;
      return sharers > 0 ? Math.min(capacity, (used[index] ?? 0) / Math.max(sharers, 0.5)) : 0;
    }),
  );
  const speedsOf = (concerns: (part: Measured) => boolean): readonly number[] =>
    samples.map((_, index) =>
      Math.min(1, ...parts.map((part, place) => {
        const shared = rates[place]?.[index] ?? 0;
        const alone = shared + Math.max(0, part.ofOne - shared) * (part.fullness[index] ?? 0);
        return alone > 0 && concerns(part) ? shared / alone : 1;
      })),
    );
  const span = spanOf(lines, samples);
  const daemonUses = coresOfDaemon(gauges, guests, samples);
  const inBuilderUs = stepped(samples, speedsOf(() => true), 1, span);
  const elsewhereUs = stepped(samples, speedsOf(({ kind }) => kind !== "builder"), 1, span);
  return {
    parts: parts.map((part, index): Part => {
      const shared = rates[index] ?? [];
      const by = (values: readonly number[]): Integral => stepped(samples, values, 0, span);
      if (part.kind === "builder") return { kind: part.kind, capacity: part.capacity, usedUs: { builder: by(shared), service: by([]), daemon: by([]) } };
      const { inDaemon, beside } = part.kind === "cpu" && daemonUses !== undefined ? parted(part, shared, daemonUses, samples) : { inDaemon: shared, beside: shared };
      return { kind: part.kind, capacity: part.capacity, usedUs: { builder: by(beside), service: by(beside), daemon: by(inDaemon) } };
    }),
    aloneUs: { builder: inBuilderUs, service: elsewhereUs, daemon: elsewhereUs },
    cores,
    cpuUs: stepped(samples, processors.used, 0, span),
    stretched: processors.fullness.some((full) => full === 1),
  };
}

/** What one line used while the daemon was at work for it, no more than the daemon's processes did, and what is left for one of the others. */
function parted(
  { capacity, used }: Measured,
  shared: readonly number[],
  daemonUses: readonly number[],
  samples: readonly Sample[],
): { readonly inDaemon: readonly number[]; readonly beside: readonly number[] } {
  const inDaemon = samples.map((sample, index) => Math.min(shared[index] ?? 0, (daemonUses[index] ?? 0) / Math.max(sample.inDaemon, LEAST_SHARE)));
  const beside = samples.map((sample, index) => {
    const others = sample.active - sample.inDaemon;
    return others < LEAST_SHARE ? shared[index] ?? 0 : Math.min(capacity, ((used[index] ?? 0) - (inDaemon[index] ?? 0) * sample.inDaemon) / Math.max(others, 0.5));
  });
  return { inDaemon, beside };
}

function sampled(points: readonly GaugePoint[]): readonly GaugePoint[] {
  return points
    .filter(({ intervalUs }) => intervalUs > 0 && intervalUs <= LONGEST_SAMPLE_US)
    .sort((a, b) => a.atUs - b.atUs)
    .filter(({ atUs, intervalUs }, index, all) => atUs - intervalUs >= (all[index - 1]?.atUs ?? Number.NEGATIVE_INFINITY) - 1000);
}

/** The cores, less what guests of other times use and what is in use while no line is at work. */
function coresOf(shares: readonly number[], cores: number, samples: readonly Sample[], guests: readonly Guest[], coresOfOne: number | undefined): Measured {
  const ofBoots = samples.map(coresOfGuests(guests.filter(({ instance }) => instance !== undefined)));
  const ofOthers = samples.map(coresOfGuests(guests.filter(({ instance }) => instance === undefined)));
  const used = shares.map((share, index) => share * cores - (ofOthers[index] ?? 0));
  const byLines = used.map((all, index) => Math.max(0, all - (ofBoots[index] ?? 0)));
  const idle = quantile(byLines.filter((_, index) => samples[index]?.active === 0), 0.5) ?? 0;
  const fullness = shares.map(fullnessOf);
  const full = used.flatMap((all, index) => (fullness[index] === 1 && (samples[index]?.active ?? 0) > 0 ? [Math.max(0, all - idle)] : []));
  const busy = samples.flatMap(({ active }, index) => (active > 0 ? [(ofOthers[index] ?? 0) + Math.min(idle, byLines[index] ?? 0)] : []));
  const own = byLines.map((all) => Math.max(0, all - idle));
  return {
    kind: "cpu",
    capacity: full.length > 0 ? sum(full) / full.length : Math.max(0.1 * cores, cores - sum(busy) / Math.max(1, busy.length)),
    used: own,
    fullness,
    ofOne: coresOfOne ?? usualCores(samples, own, cores),
  };
}

/**
 * What one line uses while it has what it wants: the high rates of samples in which few are active, since among many some wait where no line tells. Few
 * such samples, or idle ones, tell nothing.
 */
function usualCores(samples: readonly Sample[], used: readonly number[], cores: number): number {
  const few = samples.flatMap(({ active }, index) => (active >= LEAST_ACTIVE && active <= cores ? [(used[index] ?? 0) / active] : []));
  const high = quantile(few, 0.9) ?? 0;
  return Math.min(cores, few.length < ENOUGH_SAMPLES || high < LEAST_CORES ? USUAL_CORES : high);
}

function otherParts(gauges: readonly GaugePoint[], samples: readonly Sample[]): readonly Measured[] {
  const measured = (kind: Part["kind"], capacity: number, points: readonly GaugePoint[]): Measured => {
    const used = byInstant(points);
    const inUse = samples.map(({ endUs }) => Math.min(capacity, used.get(endUs) ?? 0));
    return { kind, capacity, used: inUse, fullness: inUse.map((each) => fullnessOf(each / capacity)), ofOne: 1 };
  };
  const disks = [...group(gauges.filter(({ gauge }) => gauge === "disk"), ({ subject }) => subject).values()].map((points) => measured("disk", 1, points));
  const compute = gauges.filter(isOfBuilder);
  const serving = [...group(compute, ({ pid }) => pid).values()].filter((own) => own.some(({ share, intervalUs }) => share >= SERVING_SHARE && intervalUs <= LONGEST_SAMPLE_US));
  const builder = compute.length === 0 ? [] : [inItsOwnTime(measured("builder", Math.max(1, serving.length), compute), samples)];
  const peak = ({ used, capacity }: Measured): number => (max(used) ?? 0) / capacity;
  return [...disks, ...builder].filter((part) => peak(part) >= WORTH_SHARE).sort((a, b) => peak(b) - peak(a)).slice(0, MOST_PARTS);
}

/** Samples in which a process had room that tell what one build uses of it. */
const ENOUGH_ROOMY = 2;

/** One build mostly waits for others in its process, where no line tells: alone it uses what each used at the most while there was room. */
function inItsOwnTime(builder: Measured, samples: readonly Sample[]): Measured {
  const roomy = samples.flatMap(({ inBuilder }, index) => (inBuilder >= LEAST_ACTIVE && builder.fullness[index] === 0 ? [(builder.used[index] ?? 0) / inBuilder] : []));
  return roomy.length < ENOUGH_ROOMY ? builder : { ...builder, ofOne: Math.min(1, quantile(roomy, 0.9) ?? 1) };
}

/** Σ of the shares at each end of a sample. */
function byInstant(points: readonly GaugePoint[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const { atUs, share } of points) sums.set(atUs, (sums.get(atUs) ?? 0) + share);
  return sums;
}

function fullnessOf(share: number): number {
  return Math.min(1, Math.max(0, (share - FREE_SHARE) / (FULL_SHARE - FREE_SHARE)));
}

/** Lines at work, and of these those for which the daemon is, and nova-compute. */
function atWork(lines: readonly Line[], resources: readonly Queue[]): { readonly active: Integral; readonly inDaemon: Integral; readonly inBuilder: Integral } {
  const placeOf = workplaces(resources);
  const changes: Change[] = [];
  const by: Readonly<Record<Workplace, Change[]>> = { builder: [], service: [], daemon: [] };
  for (const { nodes } of lines) {
    withWorkplace(nodes, placeOf, (node, place) => {
      if (node.kind !== "work" || node.asks !== undefined) return;
      const own = [{ atUs: node.startUs, by: 1 }, { atUs: node.endUs, by: -1 }];
      changes.push(...own);
      by[place].push(...own);
    });
  }
  return { active: countOf(changes), inDaemon: countOf(by.daemon), inBuilder: countOf(by.builder) };
}

interface Change {
  readonly atUs: number;
  readonly by: number;
}

function countOf(changes: readonly Change[]): Integral {
  let count = 0;
  return integrate(changes, ({ by }) => (count += by));
}

/** Processes whose gauges sum to less than this share of what the cores were in use are not all that worked: of the others nothing is known. */
const MOST_PROCESSES_SHARE = 0.5;

/** What the daemon's processes, and guests that do not yet work for themselves, use in each sample; undefined: gauges do not tell of most processes. */
function coresOfDaemon(gauges: readonly GaugePoint[], guests: readonly Guest[], samples: readonly Sample[]): readonly number[] | undefined {
  const usedUs = (which: GaugePoint["gauge"]): number => sum(gauges.filter(({ gauge }) => gauge === which), ({ share, intervalUs, cores = 1 }) => share * intervalUs * cores);
  const byProcessesUs = usedUs("process-cpu");
  if (byProcessesUs === 0 || byProcessesUs < MOST_PROCESSES_SHARE * usedUs("cpu")) return undefined;
  const used = byInstant(gauges.filter(isOfDaemon));
  const ofGuests = coresOfGuests(guests);
  return samples.map((sample) => Math.max(0, (used.get(sample.endUs) ?? 0) - ofGuests(sample)));
}

/** From the first to the last instant of any work or sample. */
function spanOf(lines: readonly Line[], samples: readonly Sample[]): { readonly startUs: number; readonly endUs: number } {
  let startUs = samples[0]?.startUs ?? 0;
  let endUs = samples.at(-1)?.endUs ?? 0;
  for (const { nodes } of lines) {
    for (const node of nodes) {
      if (node.kind !== "work") continue;
      startUs = Math.min(startUs, node.startUs);
      endUs = Math.max(endUs, node.endUs);
    }
  }
  return { startUs, endUs };
}

/** A rate that has one value in each sample and another where there is none. */
function stepped(samples: readonly Sample[], values: readonly number[], elsewhere: number, span: { readonly startUs: number; readonly endUs: number }): Integral {
  const changes = samples.flatMap(({ startUs, endUs }, index) => {
    const next = samples[index + 1];
    const from = { atUs: startUs, to: values[index] ?? elsewhere };
    return next?.startUs === endUs ? [from] : [from, { atUs: endUs, to: elsewhere }];
  });
  return integrate([{ atUs: span.startUs, to: elsewhere }, ...changes, { atUs: span.endUs, to: elsewhere }], ({ to }) => to);
}
