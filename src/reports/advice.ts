import type { Advice, Hotspot } from "../model/hotspot.ts";
import type { Report } from "../model/report.ts";
import { fixesOf } from "./fix-list.ts";
import { DETAILED, titleOf } from "./hotspot-detail.ts";
import { othersNamed } from "./hotspot-wait.ts";
import { logged, say, type Sentence } from "./sentence.ts";

/** One thing to do: for one hotspot, or for the whole run. */
export interface AdviceItem {
  readonly title: Sentence;
  readonly text: Sentence;
  /** What it takes; undefined: nothing to speak of. */
  readonly cost: Sentence | undefined;
  readonly references: readonly string[];
}

/** Boots wait less than this, all together, where advice is for what a hotspot would be next; µs. */
const HARDLY_WAITED_US = 1_000_000;

/**
 * The third question: what comes before all queues, what is to be done for the hotspots to be fixed, in that order, then for the others by rank, where to look
 * for the worst ones of which nothing is known, and what the whole run calls for. What hardly anybody waits for as yet may be worth its while all the same,
 * shown or not.
 */
export function adviceFor(shown: readonly Hotspot[], report: Report): AdviceItem[] {
  const hardlyWaited = report.hotspots.filter(({ waitUs, advice }) => waitUs.total < HARDLY_WAITED_US && advice.length > 0);
  const inOrder = new Set([...fixesOf(report).map(({ hotspot }) => hotspot), ...shown, ...hardlyWaited]);
  const worst = new Set(shown.slice(0, DETAILED));
  const ofRun = (first: boolean): AdviceItem[] => report.advice.filter((one) => one.first === first).map((one) => item(say`The run`, one));
  return [...ofRun(true), ...[...inOrder].flatMap((hotspot) => adviceOn(hotspot, worst.has(hotspot) && isLongWaited(hotspot, report))), ...ofRun(false)];
}

/** Less is not worth a look where no remedy is known: a second in all, or of the time that boots took. */
const LEAST_LOOKED_AT_US = 1_000_000;
const LEAST_LOOKED_AT_SHARE = 0.01;

export function isLongWaited({ waitUs }: Hotspot, { run: { bootUs } }: Report): boolean {
  return waitUs.total >= Math.max(LEAST_LOOKED_AT_US, LEAST_LOOKED_AT_SHARE * (bootUs?.total ?? 0));
}

/** What is known to help; else, if asked for, where to look. */
export function adviceOn(hotspot: Hotspot, orWhereToLook: boolean): AdviceItem[] {
  const title = titleOf(hotspot);
  if (hotspot.advice.length > 0) return hotspot.advice.map((one) => item(title, one));
  return orWhereToLook ? [{ title, text: whereToLook(hotspot), cost: undefined, references: [] }] : [];
}

function item(about: Sentence, { title, text, cost, appliesTo, references }: Advice): AdviceItem {
  const releases = appliesTo === null ? "" : ` (${appliesTo})`;
  return { title: say`${about}: ${title}${releases}`, text: say`${text}`, cost: cost === null ? undefined : say`${cost}`, references };
}

function whereToLook(hotspot: Hotspot): Sentence {
  const [holder, next] = othersNamed(hotspot, hotspot.holders);
  if (holder !== undefined) {
    const both = next === undefined ? [] : say` and ${logged(next.name)}`;
    const when = hotspot.kind === "event" ? "before the event was delivered" : "while others waited";
    return say`No remedy is known. Look at what ${logged(holder.name)}${both} did ${when}.`;
  }
  if (hotspot.kind === "event") return say`No remedy is known, and no log says who was to deliver the event: look at the service that sends it.`;
  return say`No remedy is known, and no log says who held it: start from the log lines quoted with it.`;
}
