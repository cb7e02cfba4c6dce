import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import type { Comparison } from "../model/comparison.ts";
import type { Explanation } from "../model/explanation.ts";
import type { Evidence } from "../model/evidence.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { Report } from "../model/report.ts";
import { adviceFor } from "./advice.ts";
import { chooseChanges, comparisonFacts, comparisonHeadline, comparisonNotes, isResourceTold, resourceColumns } from "./comparison-told.ts";
import { derivationOf } from "./derivation.ts";
import { afterFixes, FIX_LIST, fixList } from "./fix-list.ts";
import type { ReportFormat } from "./format.ts";
import { happened, readFrom } from "./happened.ts";
import { chooseHotspots } from "./hotspot-choice.ts";
import { DETAILED, describeHotspot } from "./hotspot-detail.ts";
import { bootWaitUs, waitedInShort } from "./hotspot-wait.ts";
import { nameOfResource } from "./name-of-resource.ts";
import { nothingRanked } from "./nothing-ranked.ts";
import { join, logged, say, type Fact, type Sentence } from "./sentence.ts";
import { NOTES, notesOnLogs, unseen, type Caveat } from "./unseen.ts";

/** What a comment in a tracker says, in order of reading. */
export interface TicketPart {
  readonly title: Sentence;
  /** To be opened by who wants to know, where the target can fold. */
  readonly folded: boolean;
  /** What is to be read in this order, before the lines. */
  readonly numbered: readonly Sentence[];
  readonly lines: readonly Sentence[];
  /** Addresses of pages to read. */
  readonly references: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** Lines of the log quoted of one hotspot or wait. */
const EVIDENCE = 3;

function ticketOfRank(report: Report, top: number): TicketPart[] {
  const { shown, rest } = chooseHotspots(report, top);
  const advice = adviceFor(shown, report);
  const after = afterFixes(report);
  const waits = shown.length === 0 ? [say`${nothingRanked(report).ranking}`] : shown.map(waited);
  return [
    part(say`What happened`, happened(report).map(factLine)),
    part(say`Where boots waited`, rest === undefined ? waits : [...waits, rest]),
    part(
      say`${FIX_LIST}`,
      [...(after === undefined ? [] : [after]), ...advice.map(({ title, text, cost }) => say`${title}. ${text}${cost === undefined ? [] : say` Cost: ${cost}`}`)],
      { numbered: fixList(report), references: [...new Set(advice.flatMap(({ references }) => references))] },
    ),
    part(say`What cannot be seen`, unseen(report).map(caveatLine), { folded: true }),
    part(say`${NOTES}`, [...notesOnLogs(report).map(caveatLine), readFrom(report)], { folded: true }),
    ...shown.slice(0, DETAILED).map((hotspot) => {
      const { title, facts, evidence } = describeHotspot(hotspot, report.run.requested > 0);
      return part(title, facts.map(factLine), { folded: true, evidence: evidence.slice(0, EVIDENCE) });
    }),
  ];
}

function ticketOfWhy(explanation: Explanation, top: number): TicketPart[] {
  const { title, claim, sum, notes, waits, rest } = derivationOf(explanation, top);
  return [
    part(title, [...(claim === undefined ? [] : [claim]), ...sum.map(({ value, what }) => say`${value}: ${what}`), ...notes, ...(rest === undefined ? [] : [rest])]),
    ...waits.map((wait) => part(wait.title, wait.facts.map(factLine), { folded: true, evidence: wait.evidence.slice(0, EVIDENCE) })),
  ];
}

function ticketOfDiff(comparison: Comparison, top: number): TicketPart[] {
  const { shown, rest } = chooseChanges(comparison.resources, top, isResourceTold);
  const resources = shown.map((change) =>
    join(
      resourceColumns(shown).map(({ head, cell }) => (head === "" || head === "resource" ? cell(change) : say`${head} ${cell(change)}`)),
      ", ",
    ),
  );
  return [
    part(comparisonHeadline(comparison), comparisonFacts(comparison).map(factLine)),
    part(say`Waiting of each boot and delete, on average`, rest === undefined ? resources : [...resources, rest], { folded: true }),
    part(say`How it was judged`, comparisonNotes(comparison), { folded: true }),
  ];
}

/** Where a comment goes: how much it takes, by which measure, and how a part is written there. */
export interface TicketTarget {
  readonly limit: number;
  readonly sizeOf: (text: string) => number;
  readonly write: (part: TicketPart) => string;
}

/** All that is told in comments, for one target; each ends in a line end. */
export function ticketFormat(target: TicketTarget) {
  return {
    rank: (report, { top }) => fit(ticketOfRank(report, top), target),
    why: (explanation, { top }) => fit(ticketOfWhy(explanation, top), target),
    diff: (comparison, { top }) => fit(ticketOfDiff(comparison, top), target),
  } satisfies ReportFormat;
}

/**
 * As many of the parts as fit, the last ones being the first to go, and a sentence on what was left out. Of the first part, which always stays, the last lines go.
 */
function fit(parts: readonly TicketPart[], target: TicketTarget): string {
  const written = (some: readonly TicketPart[]): string => `${some.map(target.write).join("\n\n")}\n`;
  for (let kept = parts.length; kept > 0; kept--) {
    const dropped = parts.length - kept;
    const note = dropped === 0 ? [] : [part(say`Left out`, [say`${countOf(dropped, "part")} of this report, for which a comment here has no room; --format markdown has all.`])];
    const text = written([...parts.slice(0, kept), ...note]);
    if (target.sizeOf(text) <= target.limit) return text;
  }
  const [first] = parts;
  return first === undefined || first.lines.length === 0 ? written([]) : fit([{ ...first, lines: first.lines.slice(0, -1) }], target);
}

/** e.g. H1 `compute_resources` in `nova-compute`: waited 1.2 ms–9.41 s (p50 6.31 s) 37 times, in 3 instances; 3 min 51 s in all, 3 min 21 s of it in boots */
function waited(hotspot: Hotspot): Sentence {
  const { waitUs, service, id, instances } = hotspot;
  const bootUs = bootWaitUs(hotspot);
  if (waitUs.total === 0) return say`${id} ${logged(nameOfResource(hotspot))} in ${logged(service)}: ${waitedInShort(hotspot)}`;
  const ofBoots = bootUs === waitUs.total ? "all in boots" : say`${formatDuration(bootUs)} of it in boots`;
  const who = instances === 0 ? [] : say`, in ${countOf(instances, "instance")}`;
  return say`${id} ${logged(nameOfResource(hotspot))} in ${logged(service)}: ${waitedInShort(hotspot)}${who}; ${formatDuration(waitUs.total)} in all, ${ofBoots}`;
}

function caveatLine({ text, fix }: Caveat): Sentence {
  return fix === undefined ? text : say`${text} What helps: ${fix}`;
}

function factLine({ label, text }: Fact): Sentence {
  return say`${label}: ${text}`;
}

function part(title: Sentence, lines: readonly Sentence[], more: Partial<TicketPart> = {}): TicketPart {
  return { title, lines, folded: false, numbered: [], references: [], evidence: [], ...more };
}
