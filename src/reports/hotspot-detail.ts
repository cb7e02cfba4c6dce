import { group } from "d3-array";
import { formatDuration } from "../lib/duration.ts";
import { countOf, formatCount, formatShare } from "../lib/quantity.ts";
import type { Evidence } from "../model/evidence.ts";
import type { Hotspot } from "../model/hotspot.ts";
import { bootWaitUs, othersNamed, waitedTimes } from "./hotspot-wait.ts";
import { nameOfResource } from "./name-of-resource.ts";
import { earlier, noticeableUs, readyWithout } from "./removal.ts";
import { join, logged, clippedSentence, say, type Fact, type Sentence } from "./sentence.ts";

/** Hotspots told in full below the table. */
export const DETAILED = 3;

/** Names listed before the rest is only counted. */
const NAMES = 3;

export interface HotspotDetail {
  readonly title: Sentence;
  readonly facts: readonly Fact[];
  readonly evidence: readonly Evidence[];
}

/** `withBoots`: the logs show boots at all; without any, nothing is said of their share. */
export function describeHotspot(hotspot: Hotspot, withBoots: boolean): HotspotDetail {
  const facts: (Fact | undefined)[] = [
    basis(hotspot),
    limit(hotspot),
    { label: "waited", text: waited(hotspot, withBoots) },
    names("waiters", othersNamed(hotspot, hotspot.waiters).map(({ name, waitUs, count }) => say`${logged(name)} ${formatDuration(waitUs)}${times(count)}`)),
    holders(hotspot),
    held(hotspot),
    causes(hotspot),
    doing(hotspot),
    limits(hotspot),
    ...chains(hotspot),
    ...hotspot.patterns.map(pattern),
    without(hotspot),
    open(hotspot),
  ];
  return { title: titleOf(hotspot), facts: facts.filter((fact) => fact !== undefined), evidence: hotspot.evidence };
}

/** `H1 lock compute_resources in nova-compute`. */
export function titleOf(hotspot: Hotspot): Sentence {
  // e.g. "domain job", which says its kind
  const kind = hotspot.resource.endsWith(` ${hotspot.kind}`) ? "" : `${hotspot.kind} `;
  return say`${hotspot.id} ${kind}${logged(nameOfResource(hotspot))} in ${logged(hotspot.service)}`;
}

function basis(hotspot: Hotspot): Fact | undefined {
  if (!hotspot.inferred) return undefined;
  const unsaid = hotspot.kind === "lock" ? say`no log line tells how long it was waited for` : say`no log line names it`;
  return { label: "inferred", text: hotspot.basis === null ? unsaid : say`${unsaid}; ${hotspot.basis}` };
}

/** How many at a time, by which option, and what showed it where the queue itself is logged. */
function limit({ permits, option, inferred, basis: shown }: Hotspot): Fact | undefined {
  if (option === null || permits === null) return undefined;
  return { label: "limit", text: say`${formatCount(permits)} at a time, which is what ${logged(option)} sets${inferred || shown === null ? [] : say`: ${shown}`}` };
}

function waited(hotspot: Hotspot, withBoots: boolean): Sentence {
  const bootUs = bootWaitUs(hotspot);
  const who = hotspot.instances > 0 ? say`, in ${countOf(hotspot.instances, "instance")}` : [];
  const ofBoots = bootUs === hotspot.waitUs.total || !withBoots ? [] : say`, ${bootUs === 0 ? "none" : formatDuration(bootUs)} of it before a boot was ready`;
  const blocked = hotspot.blockedUs > 0 ? say`at least one boot waiting during ${formatDuration(hotspot.blockedUs)}` : [];
  const queue = hotspot.maxQueueDepth > 1 ? say`queue up to ${formatCount(hotspot.maxQueueDepth)} deep` : [];
  const censored = hotspot.censoredBelowUs === null ? [] : say`waits under ${formatDuration(hotspot.censoredBelowUs)} were not recorded`;
  return join([say`${formatDuration(hotspot.waitUs.total)} in all${who}${ofBoots}`, each(hotspot), blocked, queue, censored], "; ");
}

/** Who found it taken, told where there are two or more. */
function each(hotspot: Hotspot): Sentence {
  return hotspot.contentions < 2 ? [] : waitedTimes(hotspot);
}

function holders(hotspot: Hotspot): Fact | undefined {
  const all = othersNamed(hotspot, hotspot.holders).map(({ name, waitCausedUs }, index) => {
    const caused = index === 0 ? say` made others wait ${formatDuration(waitCausedUs)}` : say` ${formatDuration(waitCausedUs)}`;
    return say`${logged(name)}${caused}`;
  });
  return (
    names("holders", all) ??
    (hotspot.holders.length > 0
      ? undefined
      : { label: "holders", text: hotspot.holdUs === null ? say`none that the logs name` : say`none held it while others waited, as far as the logs tell` })
  );
}

function held(hotspot: Hotspot): Fact | undefined {
  const locks = hotspot.locks > 1 && hotspot.kind !== "event" ? say`spread over ${formatCount(hotspot.locks)} ${hotspot.kind}s` : [];
  const permits = hotspot.permits === null || hotspot.permits === 1 || hotspot.option !== null ? [] : say`${formatCount(hotspot.permits)} at a time`;
  const hold = hotspot.holdUs === null ? [] : say`median ${formatDuration(hotspot.holdUs.p50)}, longest ${formatDuration(hotspot.holdUs.max)}`;
  const busy = hotspot.utilisation === null ? [] : say`${hotspot.locks > 1 ? "the busiest " : ""}taken ${formatShare(hotspot.utilisation)} of the time`;
  const text = join([hold, busy, permits, locks], "; ");
  return text.length === 0 ? undefined : { label: "holds", text };
}

/** A part below this share of the waiting is not worth a line. */
const WORTH_SAYING = 0.05;

function causes(hotspot: Hotspot): Fact | undefined {
  const { total } = hotspot.waitUs;
  const notable = (us: number): boolean => total > 0 && us / total >= WORTH_SAYING;
  const inherited = notable(hotspot.inheritedWaitUs) ? say`${formatDuration(hotspot.inheritedWaitUs)} because the holder itself was waiting${roots(hotspot)}` : [];
  const unknown = hotspot.holders.length > 0 && notable(hotspot.unattributedWaitUs) ? say`${formatDuration(hotspot.unattributedWaitUs)} with no known holder` : [];
  const text = join([inherited, unknown], "; ");
  return text.length === 0 ? undefined : { label: "of that", text };
}

/** What the holders waited for in the end, worst first. */
function roots({ inheritedFrom, waitUs }: Hotspot): Sentence {
  const notable = inheritedFrom.filter((root) => root.waitUs / waitUs.total >= WORTH_SAYING).slice(0, NAMES);
  return notable.length === 0 ? [] : say` (${join(notable.map((root) => say`${formatDuration(root.waitUs)} for ${logged(root.resource)}`), ", ")})`;
}

/** What the holders did, where more is known than that nothing is. */
function doing({ heldFor, waitUs }: Hotspot): Fact | undefined {
  const notable = heldFor.filter(({ waitCausedUs }) => waitCausedUs / waitUs.total >= WORTH_SAYING);
  if (!notable.some(({ name }) => name !== "unlogged")) return undefined;
  return names("meanwhile", notable.map(({ name, waitCausedUs }) => say`${logged(name)} ${formatDuration(waitCausedUs)}`));
}

/** From the waiter to the root; those of one root together. */
function chains({ chains: all }: Hotspot): Fact[] {
  const byLinks = group(all, ({ links }) => JSON.stringify(links.map(({ holder, heldUs, waitsFor, doing: does }) => [holder, heldUs, waitsFor, does])));
  return [...byLinks.values()].map(([first, ...others]) => {
    const same = others.map(({ waiter, waitUs }) => say`${logged(waiter)} (${formatDuration(waitUs)})`);
    const links = (first?.links ?? []).map(link);
    return {
      label: "chain",
      text: say`${logged(first?.waiter ?? "")} waited ${formatDuration(first?.waitUs)} ← ${join(links, " ← ")}${same.length === 0 ? [] : say`; the same for ${join(same, ", ")}`}`,
    };
  });
}

/** Who held it longest of those before, and why; what it held is named by what comes before. */
function link({ holder, heldUs, holds, waitsFor, doing: does }: Hotspot["chains"][number]["links"][number]): Sentence {
  const then = waitsFor !== null ? say`, waiting for ${logged(waitsFor)}` : does === null ? [] : say`: ${logged(does)}`;
  const held =
    holds === 1 ? say`${logged(holder)} held it ${formatDuration(heldUs)}` : say`${formatCount(holds)} holds before it, the longest ${logged(holder)}, ${formatDuration(heldUs)}`;
  return say`${held}${then}`;
}

/** In one word, as they stand beside their text. */
const PATTERNS: ReadonlyMap<string, string> = new Map([["convoy", "convoy"], ["unfair-hand-off", "unfair"], ["redundant-holds", "redundant"], ["deadlock-suspect", "deadlock?"]]);

function pattern({ code, text }: Hotspot["patterns"][number]): Fact {
  return { label: PATTERNS.get(code) ?? "pattern", text: [clippedSentence(text)] };
}

/** What was the limit while boots waited, where it was measured. */
function limits({ boundUs: { software, cpu, disk, unknown } }: Hotspot): Fact | undefined {
  if (software + cpu + disk === 0) return undefined;
  const parts = [
    say`software ${formatDuration(software)}`,
    cpu > 0 ? say`CPU ${formatDuration(cpu)}` : [],
    disk > 0 ? say`disk ${formatDuration(disk)}` : [],
    unknown > 0 ? say`not measured ${formatDuration(unknown)}` : [],
  ];
  return { label: "limited by", text: join(parts, ", ") };
}

function without(hotspot: Hotspot): Fact | undefined {
  const { prediction } = hotspot;
  if (prediction === null) return undefined;
  const { deletesUs, deletesSavedUs } = prediction;
  const deletesEarlierUs = deletesUs === null || deletesSavedUs === null ? 0 : noticeableUs({ makespanUs: deletesUs, savedUs: deletesSavedUs });
  const deletes = deletesEarlierUs > 0 ? say`; all deletes over ${earlier(deletesEarlierUs)}, in ${formatDuration(deletesUs)}` : [];
  return { label: "without it", text: say`the last instance ${readyWithout(prediction)}${deletes}` };
}

function open(hotspot: Hotspot): Fact | undefined {
  const { waiting, held: holding } = hotspot.open;
  const parts = [waiting > 0 ? say`${formatCount(waiting)} still waiting` : [], holding > 0 ? say`${formatCount(holding)} still holding` : []];
  const text = join(parts, ", ");
  return text.length === 0 ? undefined : { label: "at the end", text: say`${text} when the logs stop` };
}

function names(label: string, all: readonly Sentence[]): Fact | undefined {
  if (all.length === 0) return undefined;
  const rest = all.length > NAMES ? [say`${formatCount(all.length - NAMES)} more`] : [];
  return { label, text: join([...all.slice(0, NAMES), ...rest], "; ") };
}

function times(count: number): string {
  return count > 1 ? ` (${formatCount(count)} times)` : "";
}
