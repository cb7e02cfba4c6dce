import { group, least, max, sum } from "d3-array";
import { overlapUs, type Interval } from "../../lib/intervals.ts";
import type { GaugePoint, Trace } from "../../model/trace.ts";
import type { Boot } from "../boots.ts";
import { isGuest } from "../process-names.ts";
import { timeOfSample } from "../sampled.ts";
import type { BootRun } from "../runs.ts";
import type { ActivityNode, CoresUsed, Guest, GuestsByHost } from "./activity.ts";

/** What a guest asks for below this is no load that anyone would feel, cores. */
const FELT_CORES = 0.05;

/** A guest that used at least so much of one core within a sample had work for a whole one: it began or ended within it, or shared. */
const WANTED_CORES = 0.3;

/** Gauge intervals above this say nothing of single stretches of work (the first sample of atop is since boot), µs. */
export const LONGEST_SAMPLE_US = 60_000_000;

/**
 * The guests of each host, as long as boots count as ready when they are ACTIVE: what a guest does from then on is no part of a boot, but takes processors from others. A process
 * is told to be of a boot by order: that which appears first is of the boot whose domain was started first then, or, where no line says when, that is ACTIVE first after that.
 */
export function guestsOf({ gauges, operations }: Pick<Trace, "gauges" | "operations">, run: BootRun): GuestsByHost {
  const points = run.readyBy === "active" ? gauges.filter(({ gauge, subject }) => gauge === "process-cpu" && subject !== undefined && isGuest(subject)) : [];
  if (points.length === 0) return new Map();
  const starts = new Map(
    operations.flatMap(({ operation, actor, startUs }) => (operation === "domain-start" && actor.instance !== undefined ? [[actor.instance, startUs] as const] : [])),
  );
  const startUs = ({ index, activeUs = 0 }: Boot): number => starts.get(index) ?? activeUs;
  const isMeasured = ({ atUs, intervalUs }: GaugePoint): boolean => atUs <= run.fromUs && intervalUs <= LONGEST_SAMPLE_US;
  const measuredBefore = new Set(gauges.filter(isMeasured).map(({ host }) => host));
  const boots = group(run.boots.filter(({ activeUs }) => activeUs !== undefined).sort((a, b) => startUs(a) - startUs(b)), ({ instance }) => instance.host);
  return new Map([...group(points, ({ host }) => host)].map(([host, own]) => [host, guestsOn(own, boots.get(host) ?? [], startUs, run.fromUs, measuredBefore.has(host))]));
}

/** `boots`: of the same host, in the order in which they were started. */
function guestsOn(gauges: readonly GaugePoint[], boots: readonly Boot[], startUs: (boot: Boot) => number, fromRunUs: number, measuredBefore: boolean): readonly Guest[] {
  const processes = [...group(gauges, ({ pid }) => pid).values()].map((points) => ({ points, born: bornIn(points) })).sort((a, b) => a.born.startUs - b.born.startUs);
  const left = [...boots];
  return processes.map(({ points, born }): Guest => {
    const boot = born.startUs < fromRunUs ? undefined : takeFirst(left, (one) => startUs(one) >= born.startUs);
    if (boot === undefined)
      return { instance: undefined, own: measuredBefore && born.startUs < fromRunUs ? asBefore(points, fromRunUs) : piecesFrom(Number.NEGATIVE_INFINITY, points) };
    // Which of those that began in one sample it is of may be told wrongly: what a boot did must not seem to be a guest's.
    const fromUs = max([boot, ...boots.filter((one) => startUs(one) >= born.startUs && startUs(one) < born.endUs)], ({ activeUs }) => activeUs) ?? 0;
    return { instance: boot.index, own: piecesFrom(fromUs, points) };
  });
}

/** What a guest that was there before the run uses more during it, it uses for the boots, as a process does that goes under one number with theirs. Idle ones are not measured. */
function asBefore(points: readonly GaugePoint[], fromRunUs: number): readonly CoresUsed[] {
  const own = piecesFrom(Number.NEGATIVE_INFINITY, points);
  const most = max(own, ({ endUs, cores }) => (endUs <= fromRunUs ? cores : undefined)) ?? 0;
  return own.map((piece) => ({ ...piece, cores: Math.min(piece.cores, most) }));
}

/** The sample in which a process appears. */
function bornIn(points: readonly GaugePoint[]): Interval {
  const stretches = points.map(timeOfSample);
  return least(stretches, (a, b) => a.startUs - b.startUs) ?? { startUs: 0, endUs: 0 };
}

function takeFirst(boots: Boot[], fits: (boot: Boot) => boolean): Boot | undefined {
  const at = boots.findIndex(fits);
  return at < 0 ? undefined : boots.splice(at, 1)[0];
}

/** Of the sample in which it begins as much as the next one shows: what a process did before an instant and after is in no sample told apart. */
function piecesFrom(fromUs: number, points: readonly GaugePoint[]): readonly CoresUsed[] {
  const pieces = points
    .filter(({ intervalUs }) => intervalUs <= LONGEST_SAMPLE_US)
    .map((point) => ({ ...timeOfSample(point), cores: point.share }))
    .filter(({ endUs }) => endUs > fromUs)
    .sort((a, b) => a.startUs - b.startUs);
  const [first, next] = pieces;
  if (first === undefined || first.startUs >= fromUs) return pieces;
  const most = (first.cores * (first.endUs - first.startUs)) / (first.endUs - fromUs);
  return [{ startUs: fromUs, endUs: first.endUs, cores: Math.min(most, next?.startUs === first.endUs ? next.cores : 0) }, ...pieces.slice(1)];
}

/** Cores that guests use for themselves in a sample, on average. */
export function coresOfGuests(guests: readonly Guest[]): (sample: Interval) => number {
  const byEnd = group(guests.flatMap(({ own }) => own), ({ endUs }) => endUs);
  return (sample) => sum(byEnd.get(sample.endUs) ?? [], (piece) => piece.cores * overlapUs(piece, sample)) / (sample.endUs - sample.startUs);
}

/** What a guest does once its boot is ACTIVE, as work that starts then. */
export function workOfGuest({ own }: Guest): readonly ActivityNode[] {
  const felt = own.findLastIndex(({ cores }) => cores >= FELT_CORES);
  return own
    .slice(0, felt + 1)
    .filter(({ cores }) => cores > 0)
    .map(({ startUs, endUs, cores }) => ({ kind: "work", startUs, endUs, asks: { cores: cores >= WANTED_CORES ? Math.max(1, cores) : cores, cpuUs: cores * (endUs - startUs) } }));
}
