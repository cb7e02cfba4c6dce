import type { Filter } from "../model/report.ts";
import type { SortKey } from "../model/sort-key.ts";
import type { TimelineDepth } from "../model/timeline-depth.ts";
import type { Acquisition, EventWait, FoldedAcquisitions, Trace } from "../model/trace.ts";
import { blameHolders, type Blaming } from "./blame.ts";
import { tellBlocked } from "./blocked-holders.ts";
import { bootsOf, type Boot } from "./boots.ts";
import { NO_PATH, tellPaths, type CriticalPath, type Paths } from "./critical-path.ts";
import type { EventTurn } from "./event-turn.ts";
import { findQueues } from "./queues/find-queues.ts";
import { tellLines, type Lines } from "./main-line.ts";
import type { Pool } from "./pool.ts";
import { tellDoing, type DoingIn } from "./doing.ts";
import { tellBound, type BoundDuring } from "./hardware.ts";
import type { RoomyIn } from "./roomy-place.ts";
import { divideRuns, type BootRun } from "./runs.ts";
import { tellTilings, type Tilings } from "./timelines/tilings.ts";
import { askWhatIf, type WhatIf } from "./what-if/what-if.ts";

/** What every analysis is given: the trace, the run it is about, and the window and names it is limited to. */
export interface Study {
  /** What the logs tell, and what was inferred of queues they do not name. */
  readonly trace: Trace;
  /** Resources of several permits, by identity of their acquisitions. */
  readonly pools: ReadonlyMap<string, Pool>;
  /** Places where everyone found room. */
  readonly roomy: RoomyIn;
  /** Events that were brought one after another. */
  readonly eventTurns: readonly EventTurn[];
  readonly filter: Filter;
  readonly runs: readonly BootRun[];
  /** The run reported: the one chosen, else that with most waiting of boots; undefined where the logs hold no boot. */
  readonly run: BootRun | undefined;
  /** Boots of the run that pass the filter. */
  readonly boots: readonly Boot[];
  /** Acquisitions of the run's time that pass the filter, in order of time. */
  readonly acquisitions: readonly Acquisition[];
  /** The counted ones of the run's time that pass the filter: none where it names an instance or a request. */
  readonly folds: readonly FoldedAcquisitions[];
  /** Waits of the run's boots for events that pass the filter. */
  readonly eventWaits: readonly EventWait[];
  readonly sort: SortKey;
  readonly timelines: TimelineDepth;
  /** Who made whom wait, over the whole trace: a filter hides waits, never holders. */
  readonly blaming: Blaming;
  /** What each boot did one after another, and what ran beside. */
  readonly lines: Lines;
  /** The boots of the run in tiles; undefined without a run. */
  readonly tilings: Tilings | undefined;
  /** What holders did while they held. */
  readonly doing: DoingIn;
  /** What was the limit in stretches of waiting. */
  readonly bound: BoundDuring;
  /** Of the boots that pass the filter; undefined where none of them became ready. */
  readonly path: CriticalPath | undefined;
  /** Of one boot of the run. */
  readonly pathOf: Paths["ofBoot"];
  /** Replays of the whole run, whatever the filter; undefined where the logs hold no boot. Worked out when first asked for. */
  readonly whatIf: () => WhatIf | undefined;
}

export const NO_FILTER: Filter = { sinceUs: null, untilUs: null, instance: null, request: null, host: null };

/** What is asked of a study beside the ranking. */
export interface Asked {
  /** Names of pools whose permits are told even where nobody waited for one. */
  readonly shownPools?: readonly string[] | undefined;
  readonly timelines?: TimelineDepth | undefined;
}

export function studyTrace(logged: Trace, filter: Filter, chosenRun: number | undefined, sort: SortKey, { shownPools = [], timelines = "steps" }: Asked = {}): Study {
  const { pools, acquisitions, eventTurns, roomy } = findQueues(logged, shownPools);
  const trace = { ...logged, acquisitions };
  const lines = tellLines(trace);
  const blockedIn = tellBlocked(trace.acquisitions, lines);
  const runs = divideRuns(bootsOf(trace));
  const waiting = waitingByInstance(trace);
  const hosts = hostsCalled(trace, filter.host);
  const passing = (run: BootRun): readonly Boot[] => run.boots.filter((boot) => bootPasses(boot, filter, hosts));
  const waitOf = (run: BootRun): number => passing(run).reduce((sum, boot) => sum + (waiting.get(boot.index) ?? 0), 0);
  // What the filter asks for may all lie in a run that is not the worst one.
  const asked = runs.filter((run) => passing(run).length > 0);
  const most = (asked.length > 0 ? asked : runs).reduce<BootRun | undefined>((best, one) => (best === undefined || waitOf(one) > waitOf(best) ? one : best), undefined);
  const run = chosenRun === undefined ? most : runs[chosenRun - 1];
  const passes = acquisitionFilter(trace, filter, hosts, runs, run);
  const boots = run === undefined ? [] : passing(run);
  const blaming = blameHolders(trace.acquisitions, trace.endUs ?? 0, blockedIn);
  const tilings = run === undefined ? undefined : tellTilings({ trace, run, lines });
  const paths = run === undefined || tilings === undefined ? undefined : tellPaths({ run, tilings, blaming, pools });
  let answered: WhatIf | undefined;
  const study: Study = {
    trace,
    pools,
    roomy,
    eventTurns,
    filter,
    runs,
    run,
    boots,
    acquisitions: trace.acquisitions.filter(passes),
    folds: trace.folds.filter(foldFilter(filter, hosts, run)),
    eventWaits: boots.flatMap(({ instance }) =>
      instance.eventWaits.filter(({ startUs, endUs }) => endUs >= (filter.sinceUs ?? Number.NEGATIVE_INFINITY) && startUs <= (filter.untilUs ?? Number.POSITIVE_INFINITY)),
    ),
    sort,
    timelines,
    blaming,
    lines,
    tilings,
    doing: tellDoing(trace, lines, blockedIn),
    bound: tellBound(trace.gauges),
    path: paths?.ofRun(boots),
    pathOf: (boot) => paths?.ofBoot(boot) ?? NO_PATH,
    whatIf: () => (run === undefined ? undefined : (answered ??= askWhatIf(study, run))),
  };
  return study;
}

/** Σ of the waits of boots, by instance; overlapping ones counted each. */
export function waitingByInstance(trace: Trace): ReadonlyMap<number, number> {
  const waiting = new Map<number, number>();
  const add = (instance: number | undefined, us: number): void => {
    if (instance !== undefined) waiting.set(instance, (waiting.get(instance) ?? 0) + us);
  };
  for (const { actor, waitUs } of trace.acquisitions) if (actor.role === "boot") add(actor.instance, waitUs ?? 0);
  trace.instances.forEach(({ eventWaits }, index) => {
    for (const { startUs, endUs } of eventWaits) add(index, endUs - startUs);
  });
  return waiting;
}

function bootPasses({ instance, requestUs, lastUs }: Boot, filter: Filter, hosts: Hosts): boolean {
  if (filter.sinceUs !== null && lastUs < filter.sinceUs) return false;
  if (filter.untilUs !== null && (requestUs ?? lastUs) > filter.untilUs) return false;
  if (filter.instance !== null && !namesInstance(instance, filter.instance)) return false;
  if (filter.request !== null && !instance.bootRequestIds.includes(filter.request) && !instance.deleteRequestIds.includes(filter.request)) return false;
  return hosts === undefined || hosts.has(instance.host);
}

/** The hosts asked for; undefined: all. */
type Hosts = ReadonlySet<string | undefined> | undefined;

/** By its own name, or by the one the command line gave its logs. */
function hostsCalled({ sources }: Trace, name: string | null): Hosts {
  return name === null ? undefined : new Set([name, ...sources.filter(({ givenHost }) => givenHost === name).map(({ host }) => host)]);
}

/** By id, the beginning of one (at least 4 characters), display name or domain. */
function namesInstance(instance: { readonly id: string; readonly name: string | undefined; readonly domain: string | undefined }, wanted: string): boolean {
  return instance.id === wanted || instance.name === wanted || instance.domain === wanted || (wanted.length >= 4 && instance.id.startsWith(wanted));
}

/** A fold belongs to the run, and to the window, in which its last acquisition was. */
function foldFilter(filter: Filter, hosts: Hosts, run: BootRun | undefined): (fold: FoldedAcquisitions) => boolean {
  return ({ host, fromUs, toUs }) => {
    if (filter.instance !== null || filter.request !== null || (hosts !== undefined && !hosts.has(host))) return false;
    if (fromUs === undefined || toUs === undefined) return true;
    if ((filter.sinceUs !== null && toUs < filter.sinceUs) || (filter.untilUs !== null && fromUs > filter.untilUs)) return false;
    return run === undefined || (toUs >= run.territory.startUs && toUs < run.territory.endUs);
  };
}

/** What was done for a boot or its delete belongs to that boot's run, whenever it was; all else to the run in whose time it was. */
function acquisitionFilter(trace: Trace, filter: Filter, hosts: Hosts, runs: readonly BootRun[], run: BootRun | undefined): (acquisition: Acquisition) => boolean {
  const runOf = new Map(runs.flatMap((one) => one.boots.map(({ index }) => [index, one] as const)));
  return ({ actor, acquiredUs, releasedUs, waitUs }) => {
    const endUs = acquiredUs ?? releasedUs;
    if (endUs !== undefined) {
      if (filter.sinceUs !== null && endUs < filter.sinceUs) return false;
      if (filter.untilUs !== null && endUs - (waitUs ?? 0) > filter.untilUs) return false;
    }
    if (run !== undefined) {
      const own = actor.instance === undefined ? undefined : runOf.get(actor.instance);
      if (own !== undefined ? own !== run : endUs !== undefined && (endUs < run.territory.startUs || endUs >= run.territory.endUs)) return false;
    }
    if (hosts !== undefined && !hosts.has(actor.host)) return false;
    if (filter.request !== null && actor.requestId !== filter.request && actor.globalRequestId !== filter.request) return false;
    if (filter.instance === null) return true;
    const instance = actor.instance === undefined ? undefined : trace.instances[actor.instance];
    return instance !== undefined && namesInstance(instance, filter.instance);
  };
}
