import { formatDuration } from "../lib/duration.ts";
import { countOf, formatCount, formatShare } from "../lib/quantity.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { ClockOffset, Finding, PlacedClock, Report, UnexplainedGap } from "../model/report.ts";
import { join, logged, loggedPath, say, type Sentence } from "./sentence.ts";

/** Something the reader must know before trusting the rest; `fix` is what would help. */
export interface Caveat {
  readonly weight: "error" | "warning" | "info";
  readonly text: Sentence;
  readonly fix: Sentence | undefined;
}

/** The diagnostic that counts the unrecognised files, which are named here anyway. */
const UNRECOGNISED = "unrecognised-file";

/** Diagnostics that say better why a file was not recognised. */
const UNREAD: readonly string[] = ["empty-file", "unreadable-file"];

/** Unrecognised files named before the rest is only counted. */
const NAMED_FILES = 3;

/** The fourth question: what these logs cannot show. */
export function unseen(report: Report): Caveat[] {
  return inOrder([...report.blindSpots.map(blindSpot), ...unexplained(report)]);
}

export const NOTES = "Notes on the logs";

/** What was made of the logs themselves: their clocks, and what was damaged, left out or not understood. */
export function notesOnLogs(report: Report): Caveat[] {
  return inOrder([
    ...report.clocks.flatMap(clock),
    ...report.clockOffsets.flatMap(clockOffset),
    ...unrecognised(report),
    ...report.diagnostics.filter(({ code }) => code !== UNRECOGNISED).map(diagnostic),
  ]);
}

/** Worst first. */
function inOrder(all: readonly Caveat[]): Caveat[] {
  const order = ["error", "warning", "info"];
  const caveats = all.map(({ weight, text, fix }) => ({ weight, text: withStop(text), fix: fix === undefined ? undefined : withStop(fix) }));
  return caveats.sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight));
}

function blindSpot(finding: Finding): Caveat {
  return { weight: "warning", text: say`${withoutStop(finding.title)}. ${finding.detail}`, fix: finding.fix === null ? undefined : say`${finding.fix}` };
}

function unexplained(report: Report): Caveat[] {
  const { unexplainedUs, bootUs } = report.run;
  if (unexplainedUs <= 0) return [];
  // Quantiles are of ready boots only: with others among them, the share would be of something else.
  const share =
    bootUs === null || bootUs.total <= 0 || report.run.ready !== report.run.requested ? [] : say` (${formatShare(Math.min(1, unexplainedUs / bootUs.total))} of the boot time)`;
  return [
    { weight: "warning", text: say`${formatDuration(unexplainedUs)} of all boots together${share} is covered by no log line.`, fix: undefined },
    ...gaps(report.unexplained.slice(0, TOLD_GAPS)),
  ];
}

/** The largest gaps told; the JSON report has more. */
const TOLD_GAPS = 3;

/** What would show several of them is said once, with the first. */
function gaps(told: readonly UnexplainedGap[]): Caveat[] {
  return told.map((one, index) => {
    const alike = told.filter(({ fix }) => fix === one.fix).length;
    const isFirst = told.findIndex(({ fix }) => fix === one.fix) === index;
    const caveat = gap(one);
    if (!isFirst) return { ...caveat, fix: undefined };
    return alike === 1 || caveat.fix === undefined ? caveat : { ...caveat, fix: say`For ${formatCount(alike)} of these stretches: ${caveat.fix}` };
  });
}

function gap({ from, to, boots, totalUs, maxUs, fix }: UnexplainedGap): Caveat {
  const where =
    from === null
      ? to === null
        ? say`with no log line of the boot`
        : say`before “${logged(to)}”`
      : to === null
        ? say`after “${logged(from)}”`
        : say`between “${logged(from)}” and “${logged(to)}”`;
  const longest = boots === 1 ? [] : say` (up to ${formatDuration(maxUs)} each)`;
  return { weight: "warning", text: say`${formatDuration(totalUs)} of ${countOf(boots, "boot")}${longest} ${where}.`, fix: fix === null ? undefined : say`${fix}` };
}

function clock(placed: PlacedClock): Caveat[] {
  if (placed.how === "stated") return [];
  const [first] = placed.sources;
  const more = placed.sources.length > 1 ? say` and ${countOf(placed.sources.length - 1, "more file", "more files")}` : [];
  const whose = first === undefined ? say`a source` : say`${loggedPath(first)}${more}`;
  const host = placed.host === null ? [] : say` (host ${logged(placed.host)})`;
  const how = {
    option: placed.offsetUs === 0 ? say`UTC, as --timezone says` : say`moved by ${formatDuration(placed.offsetUs)} as --timezone says`,
    matched: placed.offsetUs === 0 ? say`UTC, to judge by the other logs` : say`moved by ${formatDuration(placed.offsetUs)} to fit the other logs`,
    assumed: say`taken for UTC`,
    unplaced: say`could not be placed`,
  }[placed.how];
  const basis = withoutStop(placed.basis).replace(/: (?:local times are )?taken for UTC$/, "");
  return [
    {
      weight: placed.how === "assumed" || placed.how === "unplaced" ? "warning" : "info",
      text: say`Clock of ${whose}${host}: ${how} (${basis})`,
      fix: placed.how === "assumed" ? say`Say its zone with --timezone.` : undefined,
    },
  ];
}

/** Only what was moved, and what contradicts itself, need be known before trusting the rest. */
function clockOffset({ host, reference, offsetUs, lowUs, highUs, basis }: ClockOffset): Caveat[] {
  const isBounded = lowUs !== null || highUs !== null;
  if (offsetUs === 0 && isBounded) return [];
  const of = reference === "" ? say`the logs of no host` : say`that of ${logged(reference)}`;
  const moved = offsetUs === 0 ? say`does not fit ${of}` : say`moved by ${formatDuration(offsetUs)} to fit ${of}`;
  return [{ weight: "warning", text: say`Clock of host ${logged(host)}: ${moved} (${basis})`, fix: say`Keep the hosts' clocks together (chrony, NTP).` }];
}

function unrecognised(report: Report): Caveat[] {
  const told = new Set(report.diagnostics.filter(({ code }) => UNREAD.includes(code)).flatMap(({ examples }) => examples.map(({ file }) => file)));
  const unknown = report.inputs.filter((input) => input.format === null && !told.has(input.path));
  if (unknown.length === 0) return [];
  const named = unknown.slice(0, NAMED_FILES).map((input) => say`${loggedPath(input.path)}`);
  const rest = unknown.length > NAMED_FILES ? [say`${formatCount(unknown.length - NAMED_FILES)} more`] : [];
  return [
    { weight: "info", text: say`${countOf(unknown.length, "file")} not recognised: ${join([...named, ...rest], ", ")}.`, fix: say`\`trace-rank formats\` lists what can be read.` },
  ];
}

function diagnostic({ severity, message, count, examples, hint }: Diagnostic): Caveat {
  const [example] = examples;
  const line = example?.line === undefined || example.line === null ? "" : `:${example.line}`;
  const where = example === undefined ? [] : loggedPath(`${example.file}${line}`);
  const often = count === 1 ? [] : [countOf(count, "time")];
  const places = example === undefined ? [] : say`${count === 1 ? "" : "e.g. "}${where}`;
  const found = join([often, places], ", ");
  return { weight: severity, text: say`${withoutStop(message)}${found.length === 0 ? [] : say` (${found})`}`, fix: hint === null ? undefined : say`${hint}` };
}

/** Messages come with and without their full stop; a list of them has it throughout. */
function withStop(sentence: Sentence): Sentence {
  const last = sentence.at(-1);
  return typeof last === "string" && /[.!?]$/.test(last) ? sentence : [...sentence, "."];
}

/** So that the sentence can go on. */
function withoutStop(sentence: string): string {
  return sentence.endsWith(".") ? sentence.slice(0, -1) : sentence;
}
