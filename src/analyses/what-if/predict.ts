import { group, sum } from "d3-array";
import { accumulated } from "../../lib/integral.ts";
import type { Estimate } from "../../model/what-if-report.ts";
import { isNetworkServer } from "../network-allocation.ts";
import { partsOfKey, type ResourceKey } from "../resource-key.ts";
import type { Replayable } from "./replayable.ts";
import { CLIENT_REQUESTS } from "../pool.ts";
import type { ActivityGraph, Observed, Queue } from "./activity.ts";
import { hostDemand, type HostDemand } from "./host-demand.ts";
import { layOut, type Layout } from "./layout.ts";
import { missedWaits } from "./missed-waits.ts";
import { compiler, type Waits } from "./program.ts";
import { replay, type Outcome, type UnfairOrder } from "./replay.ts";
import type { Change, Scenario } from "./scenario.ts";
import { roundsOf, waitsInAllocations, waitsOfNameless, waitsOfSiblings } from "./unplaced-waits.ts";

export interface Prediction {
  /** First request to last ready. */
  readonly boots: Estimate | undefined;
  /** First delete request to last gone. */
  readonly deletes: Estimate | undefined;
  readonly outcome: Outcome;
}

/** One way of filling in what the logs do not say. */
interface Reading {
  readonly baseline: Outcome;
  /** Each scenario is replayed once. */
  readonly under: (scenario: Scenario) => Outcome;
}

/** Not replayed, since it can hardly change anything; replayed once; or once more by every reading of what the logs leave open. */
type Effort = "spared" | "once" | "bounded";

export interface Predictor {
  readonly graph: ActivityGraph;
  /** As it was, replayed. */
  readonly baseline: Outcome;
  /** How far that is off the makespan of the boots, as a share. */
  readonly error: number;
  readonly predict: (scenario: Scenario, effort: Effort, opaque: (key: ResourceKey) => boolean) => Prediction;
  /** Gauges tell of the processors of every host that worked. */
  readonly measured: boolean;
  readonly demands: ReadonlyMap<string | undefined, HostDemand>;
}

/**
 * How far a replay may be off for no reason that it knows: work is taken to last as long as it did, though it happens at another time beside other
 * work. Nine in ten simulated runs, run again without a resource, came out within this share of the makespan and that share of what was saved
 * (bench/ACCURACY.md), most of them far nearer.
 */
const OWN_ERROR_SHARE = 0.05;
const OF_SAVED_SHARE = 0.1;

/** Cores that one boot uses at least while it is at work, where that is not measured: part of its time it waits where no line tells. */
const FEWEST_CORES = 0.5;

/** `max_client_requests` where nothing shows that it was set: libvirt works on so many calls of one client at a time (src/remote/libvirtd.conf.in). */
const USUAL_CLIENT_REQUESTS = 5;

/** Seed of the random order in which unfair queues are served, beside first come first served. */
const SEED = 1;

/** The same run, read in another way; undefined where the logs leave nothing open in that. */
export interface OtherGraphs {
  /** If what brings events did not queue for anyone. */
  readonly unseenBringers: () => ActivityGraph | undefined;
  /** If calls that no line tells of queued where others were seen to, or, where they do, if they were work of the caller. */
  readonly otherCalls: () => ActivityGraph | undefined;
  /** If no place had room for more than were ever seen in it at once. */
  readonly seenLimits: () => ActivityGraph | undefined;
}

export function predictor(graph: ActivityGraph, study: Replayable, other: OtherGraphs): Predictor {
  const gauges = group(study.trace.gauges, ({ host }) => host);
  const lines = group(graph.lines, ({ host }) => host);
  const demandsWith = (coresOfOne: (cores: number) => number | undefined): ReadonlyMap<string | undefined, HostDemand> =>
    new Map([...lines].flatMap(([host, own]) => {
      const points = gauges.get(host) ?? [];
      const cores = points.find((point) => point.cores !== undefined)?.cores ?? 1;
      const demand = hostDemand(points, own, graph.resources, graph.guests.get(host) ?? [], coresOfOne(cores));
      return demand === undefined ? [] : [[host, demand] as const];
    }));
  const usual = demandsWith(() => undefined);
  const layout = layOut(graph, usual);
  const central = readAs(layout, "first-come");
  let others: readonly Reading[] | undefined;
  const openReadings = (): readonly Reading[] => {
    const unfair = graph.resources.some(({ fair, key }) => !fair && (central.baseline.waits.get(key)?.bootUs ?? 0) > 0);
    const stretched = [...usual.values()].some(({ stretched: each }) => each);
    return [
      ...(unfair ? [readAs(layout, { seed: SEED })] : []),
      ...(graph.resources.some(isOpenClient)
        ? [
            readAs(
              layOut({ ...graph, resources: graph.resources.map((queue) => (isOpenClient(queue) ? { ...queue, permits: USUAL_CLIENT_REQUESTS } : queue)) }, usual),
              "first-come",
            ),
          ]
        : []),
      ...[hasBringers(graph) ? other.unseenBringers() : undefined, other.otherCalls(), other.seenLimits()].flatMap((one) => (one === undefined ? [] : [readAs(layOut(one, usual), "first-come")])),
      ...(stretched ? [readAs(layOut(graph, demandsWith(() => FEWEST_CORES)), "first-come"), readAs(layOut(graph, demandsWith((cores) => cores)), "first-come")] : []),
    ];
  };
  const siblingsUs = waitsOfSiblings(study);
  const [namelessUs, allocatingUs] = [waitsOfNameless(study), waitsInAllocations(study)];
  const rounds = roundsOf(graph);
  const least = leastShare(graph, usual);
  const hiddenUs = sum(siblingsUs.values());
  let missed: ReadonlyMap<ResourceKey, Waits> | undefined;
  const missedUs = (key: ResourceKey, measure: keyof Waits): number => (missed ??= missedWaits(study, central.baseline.waits)).get(key)?.[measure] ?? 0;
  // What brings something to a boot works where nobody knows, or on its host.
  const atWork = new Set(graph.lines.filter(({ role, instance }) => role !== "background" || instance === undefined).map(({ host }) => host));
  const measured = [...atWork].every((host) => usual.has(host)) && usual.size > 0;
  return {
    graph,
    baseline: central.baseline,
    error: offBy(central.baseline.makespanUs, graph.observed.makespanUs),
    measured,
    demands: usual,
    predict(scenario, effort, opaque) {
      const outcome = effort === "spared" || !scenario.some(changes) ? central.baseline : central.under(scenario);
      const replayed = [{ baseline: central.baseline, outcome }];
      if (effort === "bounded") {
        for (const { baseline, under } of (others ??= openReadings())) replayed.push({ baseline, outcome: under(scenario) });
        const events = eventsBehind(scenario, central.baseline, outcome);
        if (events.length > 0) replayed.push({ baseline: central.baseline, outcome: central.under([...scenario, ...events]) });
      }
      const atLeast = (measure: keyof Observed, share: number | undefined): number | undefined =>
        share === undefined || measure === "deletesUs" || scenario.some(({ kind }) => kind === "scale") ? share : Math.max(share, least);
      const unplacedUs = (measure: keyof Observed): number =>
        sum(
          scenario,
          ({ key }) => rounds * ((namelessUs.get(key) ?? 0) + (allocatingUs.get(key) ?? 0)) + (siblingsUs.get(key) ?? 0) + (effort === "bounded" ? missedUs(key, measure === "makespanUs" ? "bootUs" : "deleteUs") : 0),
        );
      const estimateOf = (measure: keyof Observed): Estimate | undefined => {
        const observedUs = graph.observed[measure];
        const ratios = replayed.map(({ baseline, outcome: one }) => atLeast(measure, ratio(one[measure], baseline[measure], observedUs)));
        const complete = measured && hiddenUs <= OWN_ERROR_SHARE * (observedUs ?? 0);
        return estimate(observedUs, ratios, unplacedUs(measure) / (observedUs ?? 1), offBy(central.baseline[measure], observedUs), scenario, complete, opaque);
      };
      return { boots: estimateOf("makespanUs"), deletes: estimateOf("deletesUs"), outcome };
    },
  };
}

/** Events that boots wait for are brought by what queues for its turn, as far as this graph has it. */
export function hasBringers({ lines }: ActivityGraph): boolean {
  return lines.some(({ nodes }) => nodes.some((node) => node.kind === "join" && node.cause !== undefined));
}

/** The processor time that the boots of a host took, on all its cores at once: they cannot be ready sooner, whatever they no longer wait for. As a share of the makespan. */
function leastShare({ fromUs, observed: { makespanUs } }: ActivityGraph, demands: ReadonlyMap<string | undefined, HostDemand>): number {
  if (makespanUs === undefined || makespanUs <= 0) return 0;
  return Math.max(0, ...[...demands.values()].map(({ cpuUs, cores }) => accumulated(cpuUs, fromUs, fromUs + makespanUs) / cores / makespanUs));
}

/** Calls of a client of libvirt that never filled it: with fewer in front of them they may. */
function isOpenClient({ key, permits }: Queue): boolean {
  return permits === Number.POSITIVE_INFINITY && partsOfKey(key).resource === CLIENT_REQUESTS;
}

function readAs(layout: Layout, order: UnfairOrder): Reading {
  const replayed = new Map<string, Outcome>();
  const compile = compiler(layout);
  const under = (scenario: Scenario): Outcome => {
    const name = nameOf(scenario);
    let outcome = replayed.get(name);
    if (outcome === undefined) replayed.set(name, (outcome = replay(compile(scenario), order)));
    return outcome;
  };
  return { baseline: under([]), under };
}

/** Equal for equal changes: those of different resources may be in any order. */
function nameOf(scenario: Scenario): string {
  return JSON.stringify([...scenario].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
}

/**
 * The network service's agent asks the network service before a port is up, which no line of a boot shows: without the waits there, what boots wait
 * for of its events may come earlier, at most at once. So it may where fewer boots go on at a time, since then it has less to do at a time, too.
 */
function eventsBehind(scenario: Scenario, { waits, makespanUs: asItWasUs = 0 }: Outcome, { makespanUs = 0 }: Outcome): Scenario {
  const asksLess = scenario.some(({ kind, key }) => kind !== "scale" && isNetworkServer(partsOfKey(key).service));
  const fewerAtATime = makespanUs > asItWasUs && scenario.some(({ kind }) => kind === "limit");
  if (!asksLess && !fewerAtATime) return [];
  return [...waits.keys()].filter((key) => partsOfKey(key).kind === "event" && partsOfKey(key).resource.startsWith("network-")).map((key) => ({ kind: "remove", key }));
}

/** Of a replay to what was observed, less the error of the baseline: in proportion where it gets shorter; what is added comes on top of the observed. */
function ratio(us: number | undefined, baselineUs: number | undefined, observedUs: number | undefined): number | undefined {
  if (us === undefined || baselineUs === undefined || observedUs === undefined || baselineUs <= 0 || observedUs <= 0) return undefined;
  return us <= baselineUs ? us / baselineUs : 1 + (us - baselineUs) / observedUs;
}

/** The first of the ratios is the one to tell; the others, what is not measured, and how far replays are off bound it. */
function estimate(
  observedUs: number | undefined,
  ratios: readonly (number | undefined)[],
  unplacedShare: number,
  calibration: number,
  scenario: Scenario,
  complete: boolean,
  opaque: (key: ResourceKey) => boolean,
): Estimate | undefined {
  const [first] = ratios;
  if (observedUs === undefined || first === undefined) return undefined;
  const known = ratios.filter((each) => each !== undefined);
  // Without gauges the processors may have been what was short; a lock that is not replayed, or the inside of an opaque hold, may be the next queue.
  const mayStay = (): boolean => !complete || scenario.some((change) => change.kind !== "limit" && opaque(change.key));
  const marginOf = (share: number): number => share * (OWN_ERROR_SHARE + calibration) + OF_SAVED_SHARE * Math.abs(1 - share);
  const makespanUs = Math.round(first * observedUs);
  const changed = scenario.some(changes);
  const [least, most] = changed ? rangeOf([...known, first - unplacedShare], mayStay) : [first, first];
  // Where it slows down eightfold, a reading in which it stays as it was is not off by as much.
  const [below, above] = changed ? [marginOf(Math.min(first, Math.max(1, least))), marginOf(first)] : [0, 0];
  return {
    makespanUs,
    lowUs: Math.round(Math.max(0, least - below) * observedUs),
    highUs: Math.round((most + above) * observedUs),
    savedUs: Math.round(observedUs) - makespanUs,
  };
}

/** `mayStay`: whether it may all stay as it was, a ratio of 1. To tell takes a look into many holds, which is spared where the ratios lie on both sides of that. */
function rangeOf(ratios: readonly number[], mayStay: () => boolean): readonly [number, number] {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return (least <= 1 && most >= 1) || !mayStay() ? [least, most] : [Math.min(least, 1), Math.max(most, 1)];
}

/** How far the replay of the run as it was is off, as a share: another may be off as much. */
function offBy(replayedUs: number | undefined, observedUs: number | undefined): number {
  return replayedUs === undefined || observedUs === undefined || observedUs <= 0 ? 0 : Math.abs(replayedUs / observedUs - 1);
}

function changes(change: Change): boolean {
  return change.kind !== "scale" || change.factor !== 1;
}
