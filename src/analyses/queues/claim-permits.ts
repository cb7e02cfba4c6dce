import { bisectRight, max, median, sum } from "d3-array";
import { formatDuration } from "../../lib/duration.ts";
import { accumulated, integrate } from "../../lib/integral.ts";
import { totalUs, unite, type Interval } from "../../lib/intervals.ts";
import { countOf, formatCount, formatShare } from "../../lib/quantity.ts";
import { findHandOvers, type Passage } from "./hand-overs.ts";
import { STAMP_US } from "./stamp.ts";
import type { Station, Visit } from "./station.ts";

/** Waiting together that is worth a claim, µs. */
const LEAST_WAIT_US = 1_000_000;

/** Share of the backlog's time in which exactly k are inside. */
const FULL_SHARE = 0.9;

/** Share of the backlog's time in which more than k may seem to be inside, as lines come late. */
const EXCESS_SHARE = 0.01;

/** Starts that follow an end, at least, and their share of all who waited. */
const LEAST_HAND_OVERS = 3;
const HAND_OVER_SHARE = 0.5;

/** Where what lies before the start is not all waiting here, nearly every start must follow an end. */
const SURE_HAND_OVER_SHARE = 0.9;

/** How soon a start follows the end that allowed it: µs, or as a share of the median time inside. */
const SOON_US = 250_000;
const SOON_SHARE = 0.05;

/** A start may be logged this much before the end that allowed it: µs, and at most this share of the median time inside. */
const EARLY_US = 250_000;
const EARLY_SHARE = 0.2;

/** A permit is being handed over for this share of the median time inside at most. */
const CHANGING_SHARE = 0.05;

export interface Claim {
  readonly permits: number;
  /** One sentence with the numbers. */
  readonly basis: string;
  /** How long each visit waited for a permit, µs, in the order of the visits. */
  readonly waitsUs: readonly number[];
  readonly waitUs: number;
}

export interface ClaimTerms extends Pick<Station, "arrivals" | "passingUs"> {
  /** The end of the logs. */
  readonly untilUs: number;
  /** What another stretch of the same station showed: one start that follows an end is enough to see it again, however short the wait was. */
  readonly knownPermits?: number | undefined;
}

/**
 * Whether one stretch of visits passed a pool of k permits: they waited for at least 1 s in all, exactly k were inside for 90 % of the time with a
 * backlog and never more, and at least three starts, and half of all that waited, followed an end at once (DESIGN: Hidden queues). A
 * permit that is being handed over is taken. A visit waits while it has arrived and all permits are taken. Lines that come late are allowed for only
 * where the logs do not fit as they are.
 */
export function claimPermits(visits: readonly Visit[], terms: ClaimTerms): Claim | undefined {
  return judge(visits, terms, 0) ?? judge(visits, terms, EARLY_SHARE);
}

/** `earlyShare`: how much before an end, as a share of the median time inside, the start that it allowed may be logged. */
function judge(visits: readonly Visit[], { arrivals, passingUs, untilUs, knownPermits }: ClaimTerms, earlyShare: number): Claim | undefined {
  const passages = visits.map(({ arrivalUs, startUs = untilUs, endUs = untilUs }) => ({ arrivalUs, startUs, endUs }));
  const hasGap = ({ arrivalUs, startUs }: Passage): boolean => startUs - arrivalUs > passingUs;
  const leastWaitUs = knownPermits === undefined ? LEAST_WAIT_US : passingUs;
  if (sum(passages, (passage) => (hasGap(passage) ? passage.startUs - passage.arrivalUs : 0)) < leastWaitUs) return undefined;

  const insideUs = median(visits, ({ startUs, endUs }) => (startUs === undefined || endUs === undefined ? undefined : endUs - startUs)) ?? 0;
  const successors = findHandOvers(passages, hasGap, { afterUs: Math.max(SOON_US, SOON_SHARE * insideUs), beforeUs: Math.min(EARLY_US, earlyShare * insideUs) });
  const changingUs = CHANGING_SHARE * insideUs;
  const taken = passages.map((passage, index) => {
    const nextUs = passages[successors.get(index) ?? -1]?.startUs;
    return nextUs === undefined || nextUs - passage.endUs > changingUs ? passage : { ...passage, endUs: nextUs };
  });
  const { permits, backlogUs, excessUs } = occupancy(taken, hasGap);
  if (permits < 1 || (knownPermits !== undefined && permits !== knownPermits) || excessUs > EXCESS_SHARE * backlogUs) return undefined;

  const full = fullStretches(taken, permits, passages.filter(hasGap).map(({ startUs }) => startUs), changingUs);
  const fullSoFar = integrate(full.flatMap(({ startUs, endUs }) => [{ atUs: startUs, rate: 1 }, { atUs: endUs, rate: 0 }]), ({ rate }) => rate);
  const waitsUs = passages.map(({ arrivalUs, startUs }) => Math.round(accumulated(fullSoFar, arrivalUs, startUs)));
  const waitUs = sum(waitsUs);
  const waited = passages.filter((_, index) => (waitsUs[index] ?? 0) > passingUs && visits[index]?.startUs !== undefined);
  const handOvers = new Set(successors.values()).size;
  if (waitUs < leastWaitUs || handOvers < (knownPermits === undefined ? LEAST_HAND_OVERS : 1)) return undefined;

  const upstream = arrivals === "upstream";
  if (upstream && !takesLongerThanTheWay(passages, waitsUs, passingUs)) return undefined;
  const fromUs = full[0]?.startUs ?? 0;
  const backlog = upstream
    ? [{ startUs: fromUs, endUs: max(waited, ({ startUs }) => startUs) ?? fromUs }]
    : unite(passages.filter(hasGap).map(({ arrivalUs, startUs }) => ({ startUs: arrivalUs, endUs: startUs })));
  const ofUs = totalUs(backlog);
  const fullUs = sum(backlog, ({ startUs, endUs }) => accumulated(fullSoFar, startUs, endUs));
  if (fullUs < FULL_SHARE * ofUs || handOvers < (upstream ? SURE_HAND_OVER_SHARE : HAND_OVER_SHARE) * waited.length) return undefined;
  const k = formatCount(permits);
  const when = upstream ? "up to the last start after a wait" : "in which others waited";
  const toldUs = passages.map(({ arrivalUs, startUs }, index) => Math.round(accumulated(fullSoFar, Math.min(arrivalUs, visits[index]?.sinceUs ?? arrivalUs), startUs)));
  return {
    permits,
    waitsUs: toldUs,
    waitUs: sum(toldUs),
    basis: `never more than ${k} inside, and exactly ${k} for ${formatShare(fullUs / ofUs)} of the ${formatDuration(ofUs)} ${when}; ${countOf(handOvers, "start")} followed an end at once`,
  };
}

/**
 * Whether those who found all permits taken were longer on their way here than those who found one free: else it is the way that takes as long, however
 * regularly they start.
 */
function takesLongerThanTheWay(passages: readonly Passage[], waitsUs: readonly number[], passingUs: number): boolean {
  const gapUs = (isWait: boolean): number | undefined =>
    median(passages, ({ arrivalUs, startUs }, index) => ((waitsUs[index] ?? 0) > passingUs === isWait ? startUs - arrivalUs : undefined));
  return (gapUs(true) ?? 0) > (gapUs(false) ?? 0) + passingUs;
}

interface Occupancy {
  /** The number inside for most of the time in which someone waited. */
  readonly permits: number;
  /** Someone waited. */
  readonly backlogUs: number;
  /** More than that were inside, whether or not anyone waited. */
  readonly excessUs: number;
}

function occupancy(passages: readonly Passage[], waits: (passage: Passage) => boolean): Occupancy {
  const changes = passages.flatMap((passage) => [
    ...(waits(passage) ? [{ atUs: passage.arrivalUs, waiting: 1, inside: 0 }, { atUs: passage.startUs, waiting: -1, inside: 0 }] : []),
    ...stay(passage).map(({ atUs, inside }) => ({ atUs, waiting: 0, inside })),
  ]);
  changes.sort((a, b) => a.atUs - b.atUs);
  const levels: { readonly inside: number; readonly us: number }[] = [];
  const backlog = new Map<number, number>();
  let [inside, waiting, lastUs] = [0, 0, changes[0]?.atUs ?? 0];
  for (const change of changes) {
    const us = change.atUs - lastUs;
    if (us > 0) {
      levels.push({ inside, us });
      if (waiting > 0) backlog.set(inside, (backlog.get(inside) ?? 0) + us);
    }
    lastUs = change.atUs;
    inside += change.inside;
    waiting += change.waiting;
  }
  const [permits] = [...backlog].reduce<readonly [number, number]>((most, one) => (one[1] > most[1] ? one : most), [0, 0]);
  return { permits, backlogUs: sum(backlog.values()), excessUs: excessOf(levels, permits) };
}

/** How long more than these were inside at a stretch, stretches shorter than a stamp's coarseness left out. */
function excessOf(levels: readonly { readonly inside: number; readonly us: number }[], permits: number): number {
  let excessUs = 0;
  let stretchUs = 0;
  for (const { inside, us } of [...levels, { inside: 0, us: 0 }]) {
    if (inside > permits) stretchUs += us;
    else {
      if (stretchUs >= STAMP_US) excessUs += stretchUs;
      stretchUs = 0;
    }
  }
  return excessUs;
}

/** When all permits were taken, up to the starts that follow at once. */
function fullStretches(taken: readonly Passage[], permits: number, startsUs: readonly number[], momentUs: number): readonly Interval[] {
  const full: Interval[] = [];
  let inside = 0;
  let sinceUs: number | undefined;
  for (const change of taken.flatMap(stay).sort((a, b) => a.atUs - b.atUs)) {
    inside += change.inside;
    if (inside >= permits) sinceUs ??= change.atUs;
    else if (sinceUs !== undefined) {
      if (change.atUs > sinceUs) full.push({ startUs: sinceUs, endUs: change.atUs });
      sinceUs = undefined;
    }
  }
  const endsUs = full.map(({ endUs }) => endUs);
  const handedOver = startsUs.map((startUs) => ({ startUs: endsUs[bisectRight(endsUs, startUs) - 1] ?? startUs, endUs: startUs }));
  return unite([...full, ...handedOver.filter(({ startUs, endUs }) => endUs - startUs <= momentUs)]);
}

function stay({ startUs, endUs }: Passage): readonly { readonly atUs: number; readonly inside: number }[] {
  return endUs > startUs ? [{ atUs: startUs, inside: 1 }, { atUs: endUs, inside: -1 }] : [];
}
