import type { Hotspot } from "../../../../src/model/hotspot.ts";
import type { Report } from "../../../../src/model/report.ts";
import type { Truth, TrueResource } from "./truth.ts";

/** A report held against what really happened. Shares are of 1. */
export interface Verdict {
  readonly scenario: string;
  /** Boots found, of how many. */
  readonly boots: { readonly found: number; readonly of: number };
  readonly waits: readonly WaitVerdict[];
  readonly queues: readonly QueueVerdict[];
  /** Inferred resources that boots are said to have waited for, and did not. */
  readonly wronglyClaimed: readonly string[];
  readonly best: BestVerdict;
  readonly predictions: readonly PredictionVerdict[];
}

/** A resource whose waits are logged. */
interface WaitVerdict {
  readonly resource: string;
  readonly waitUs: number;
  /** Of all waits. */
  readonly waitError: number;
  /** The larger error of the own and the inherited part, of all waits; beside the true split or the one that logs show, whichever is nearer. */
  readonly blameError: number;
}

/** A queue that no line names, but that shows. */
interface QueueVerdict {
  readonly resource: string;
  readonly waitUs: number;
  readonly permits: number | null;
  readonly found: "found" | "other permits" | "missed";
  readonly saidPermits: number | null;
  readonly saidWaitUs: number | null;
}

interface BestVerdict {
  /** Whose removal saves most, of those that show at all; null: none saves as much as one part in twenty. */
  readonly trueBest: string | null;
  readonly savedUs: number;
  /** First in the report by `prediction.savedUs`; null: nothing is predicted, or to save nothing. */
  readonly said: string | null;
  /** It saves as much as the best, but for 3 % of the run; undefined: there is no best. */
  readonly isRight: boolean | undefined;
}

interface PredictionVerdict {
  readonly resource: string;
  readonly trueUs: number;
  readonly saidUs: number;
  /** Signed, of the true makespan. */
  readonly error: number;
  readonly isInRange: boolean;
  readonly lowUs: number;
  readonly highUs: number;
  /** What would be waited for next shows in the logs, or little is. */
  readonly isNextSeen: boolean;
}

/** Below this much waiting the ms of the logs are no measure, µs. */
const MEASURABLE_US = 500_000;

/** Waiting from which a hidden queue has to be found, and may be claimed: DESIGN says a second; truth may differ a little at its edge, µs. */
const WORTH_FINDING_US = 2_000_000;
const MAY_BE_CLAIMED_US = 800_000;

/** A process of one thread that had its core to the full in so many samples may be called what boots waited for. */
const SATURATED_SAMPLES = 3;

/** A best worth the name saves this share of the run; what saves this share less is as good. */
const WORTH_SAVING = 0.05;
const AS_GOOD = 0.03;

/** What is waited for next does not matter if it is less than this share of (boots × makespan). */
const LITTLE_WAITING = 0.02;

export function judge(report: Report, truth: Truth): Verdict {
  const spotOf = ({ resource, service }: TrueResource): Hotspot | undefined => report.hotspots.find((each) => each.resource === resource && isSameService(each.service, service));
  const { resources, scenario } = truth;
  return {
    scenario: scenario.name,
    boots: { found: report.run.requested, of: truth.boots.length },
    waits: resources.filter((resource) => resource.observable === "logged" && totalOf(resource) >= MEASURABLE_US).map((resource) => judgeWaits(resource, spotOf(resource))),
    queues: resources.filter(({ observable, kind, waitUs }) => observable === "hidden" && kind !== "event" && waitUs.boots >= WORTH_FINDING_US).map((resource) => judgeQueue(resource, spotOf(resource))),
    wronglyClaimed: report.hotspots.filter((spot) => isWronglyClaimed(spot, truth)).map(({ resource, permits }) => `${resource}${permits === null ? "" : ` (${String(permits)})`}`),
    best: judgeBest(report, truth, spotOf),
    predictions: resources.flatMap((resource) => judgePrediction(resource, spotOf(resource), truth)),
  };
}

function judgeWaits(resource: TrueResource, spot: Hotspot | undefined): WaitVerdict {
  const total = totalOf(resource);
  const said = { total: spot?.waitUs.total ?? 0, own: spot?.ownWaitUs ?? 0, inherited: spot?.inheritedWaitUs ?? 0 };
  const off = ({ ownWaitUs, inheritedWaitUs }: { readonly ownWaitUs: number; readonly inheritedWaitUs: number }): number =>
    Math.max(Math.abs(said.own - ownWaitUs), Math.abs(said.inherited - inheritedWaitUs)) / total;
  return { resource: resource.resource, waitUs: total, waitError: Math.abs(said.total - total) / total, blameError: Math.min(off(resource), off(resource.asLogged)) };
}

function judgeQueue(resource: TrueResource, spot: Hotspot | undefined): QueueVerdict {
  const isSeen = spot !== undefined && bootWaits(spot) > 0;
  return {
    resource: resource.resource,
    waitUs: resource.waitUs.boots,
    permits: resource.permits,
    found: !isSeen ? "missed" : resource.permits === null || spot.permits === resource.permits ? "found" : "other permits",
    saidPermits: spot?.permits ?? null,
    saidWaitUs: isSeen ? bootWaits(spot) : null,
  };
}

function isWronglyClaimed(spot: Hotspot, { resources, cpu }: Truth): boolean {
  if (!spot.inferred || bootWaits(spot) <= 0) return false;
  if (spot.kind === "service" && cpu.saturated.some(({ service, samples }) => isSameService(spot.service, service) && samples >= SATURATED_SAMPLES)) return false;
  return !resources.some(({ resource, waitUs, permits }) => resource === spot.resource && waitUs.boots >= MAY_BE_CLAIMED_US && (spot.permits === null || permits === null || spot.permits === permits));
}

function judgeBest(report: Report, { resources, makespan }: Truth, spotOf: (resource: TrueResource) => Hotspot | undefined): BestVerdict {
  const savedUs = ({ without }: TrueResource): number => (without === null ? 0 : makespan.seenUs - without.seenUs);
  const seen = resources.filter(({ observable }) => observable !== "no");
  const best = seen.reduce<TrueResource | undefined>((most, each) => (most === undefined || savedUs(each) > savedUs(most) ? each : most), undefined);
  const said = report.hotspots.reduce<Hotspot | undefined>((most, each) => ((each.prediction?.savedUs ?? 0) > (most?.prediction?.savedUs ?? 0) ? each : most), undefined);
  const isWorth = best !== undefined && savedUs(best) >= makespan.seenUs * WORTH_SAVING;
  const choice = resources.find((resource) => said !== undefined && spotOf(resource) === said);
  return {
    trueBest: isWorth ? best.resource : null,
    savedUs: isWorth ? savedUs(best) : 0,
    said: said?.prediction == null ? null : said.resource,
    isRight: isWorth ? choice !== undefined && savedUs(best) - savedUs(choice) <= makespan.seenUs * AS_GOOD : undefined,
  };
}

function judgePrediction({ resource, without }: TrueResource, spot: Hotspot | undefined, { boots, makespan }: Truth): readonly PredictionVerdict[] {
  const prediction = spot?.prediction ?? null;
  if (without === null || prediction === null) return [];
  const { next } = without;
  const isNextSeen = next === null || next.observable !== "no" || next.waitUs < LITTLE_WAITING * boots.length * makespan.outsideUs;
  return [
    {
      resource,
      trueUs: without.seenUs,
      saidUs: prediction.makespanUs,
      error: prediction.makespanUs / without.seenUs - 1,
      isInRange: prediction.lowUs <= without.seenUs && without.seenUs <= prediction.highUs,
      lowUs: prediction.lowUs,
      highUs: prediction.highUs,
      isNextSeen,
    },
  ];
}

function totalOf({ waitUs }: TrueResource): number {
  return waitUs.boots + waitUs.deletes + waitUs.background;
}

function bootWaits({ waitByPhaseUs: { create, ping, ssh } }: Hotspot): number {
  return create + ping + ssh;
}

/** quantum is what neutron was called. */
function isSameService(said: string, service: string): boolean {
  return said.replace(/^quantum/, "neutron") === service || (said === "placement" && service === "placement-api");
}
