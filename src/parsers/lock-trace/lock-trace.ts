import type { Parser, ParserContext, ParserSession, SourceFacts } from "../parser.ts";
import { countableOnly } from "./countable.ts";
import type { Layout, LayoutFacts, LayoutSession } from "./layout.ts";
import { layouts } from "./layouts.ts";
import { createThresholds, type Thresholds } from "./threshold.ts";
import { isMapDump, isNoise, lossOf, withoutInterrupt } from "./noise.ts";

/**
 * Traces of locks recorded from outside a program: SystemTap, bpftrace, bcc, perf, LTTng and mutrace. Each way of printing them is a
 * layout in layouts/ that says where it is defined; `layouts.ts` lists them. A real line, of SystemTap 4.8 on libvirtd 9.0:
 * `1795360022509071280 28370 libvirtd WAIT 0x7f6a24496b40 25047 0x7f6a240f10f9 virLogMessage+0x209 [libvirt.so.0.9000.0]`
 */
export const lockTrace: Parser = {
  id: "lock-trace",
  title: "lock traces of SystemTap, bpftrace, bcc, perf, LTTng, mutrace",
  versions: "SystemTap and libvirt example scripts, perf lock and perf trace, bcc klockstat/futexctn/offcputime, own trace version 1",
  example: "1795360022509071280 28370 libvirtd WAIT 0x7f6a24496b40 25047 0x7f6a240f10f9 virLogMessage+0x209 [libvirt.so.0.9000.0]",
  resolutionUs: 1,
  sniff,
  sieve: undefined,
  open,
};

/** So many lines of no tracer before the first that is one: it is no trace. */
const FOREIGN_LINES = 150;

/**
 * Whole lines of a tracer are unlike anything else, but documents quote them: either the source begins with one, or they are a
 * good part of it.
 */
function sniff(head: readonly string[]): number {
  let known = 0;
  let unknown = 0;
  let begins = false;
  for (const line of head) {
    const clean = withoutInterrupt(line);
    if (layoutOf(clean) !== undefined) {
      begins ||= unknown === 0;
      known++;
    } else if (!isNoise(clean)) {
      unknown++;
      // Each line is held against every layout, which is dear.
      if (known === 0 && unknown === FOREIGN_LINES) return 0;
    }
  }
  if (known === 0) return 0;
  const share = known / (known + unknown);
  if (share >= 0.5) return 0.98;
  if (begins || share >= 0.15) return 0.9;
  return share >= 0.05 && known >= 3 ? 0.6 : 0;
}

/** Characters; no tracer prints a line this long, and every layout would read it whole. */
const LONGEST_LINE = 64 * 1024;

function layoutOf(line: string): Layout | undefined {
  return line.length > LONGEST_LINE ? undefined : layouts.find((layout) => layout.recognises(line));
}

function open(given: ParserContext): ParserSession {
  const context = countableOnly(given);
  // One session for each layout met: a file may go back to an earlier one.
  const sessions = new Map<Layout, LayoutSession>();
  const thresholds = (given.memory as Map<Layout, Thresholds> | undefined) ?? new Map<Layout, Thresholds>();
  let current: LayoutSession | undefined;

  const openLayout = (layout: Layout): LayoutSession => {
    const memory = thresholds.get(layout) ?? createThresholds();
    thresholds.set(layout, memory);
    return layout.open({ ...context, memory });
  };

  const otherwise = (text: string, line: number): void => {
    const clean = withoutInterrupt(text);
    if (clean !== text && current?.line(clean, line) === true) return;
    if (lossOf(clean) > 0) return noteLoss(context, clean, line);
    // What a script's rows are followed by is no trace of its own.
    if (current !== undefined && isMapDump(clean)) return;
    const layout = layoutOf(clean);
    if (layout === undefined) {
      if (!isNoise(clean)) noteRejected(context, text, line);
      return;
    }
    current = sessions.get(layout) ?? openLayout(layout);
    sessions.set(layout, current);
    if (!current.line(clean, line) && !isNoise(clean)) noteRejected(context, text, line);
  };

  return {
    line: (text, line) => {
      if (current?.line(text, line) !== true) otherwise(text, line);
    },
    end: () => merge([...sessions].map(([layout, session]) => [layout.id, session.end()])),
    memory: () => thresholds,
  };
}

function merge(parts: readonly (readonly [string, LayoutFacts])[]): SourceFacts {
  const facts = parts.map(([, part]) => part);
  const only = (values: readonly (string | undefined)[]): string | undefined => {
    const different = new Set(values);
    return different.size === 1 ? values[0] : undefined;
  };
  return {
    service: only(facts.map((part) => part.service)),
    host: only(facts.map((part) => part.host)),
    layout: parts.length === 0 ? undefined : parts.map(([id]) => id).join(", "),
    records: facts.reduce((sum, part) => sum + part.records, 0),
    hasDebug: undefined,
    minWaitUs: facts.find((part) => part.minWaitUs !== undefined)?.minWaitUs,
    minHoldUs: facts.find((part) => part.minHoldUs !== undefined)?.minHoldUs,
    versions: [],
  };
}

function noteRejected(context: ParserContext, text: string, line: number): void {
  context.note({
    code: "lock-trace-line-unknown", severity: "warning", message: "Lines of a lock trace were not understood and are left out",
    hint: "`trace-rank formats` lists the layouts that are read", line, text: text.slice(0, 200),
  });
}

function noteLoss(context: ParserContext, text: string, line: number): void {
  context.note({
    code: "trace-events-lost", severity: "warning", message: "The tracer lost events, so waits are missing",
    hint: "Record fewer events or give the tracer larger buffers", line, text: text.slice(0, 200),
  });
}
