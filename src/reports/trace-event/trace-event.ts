import { group } from "d3-array";
import { jsonOf } from "../../lib/escape.ts";
import type { Detail } from "../../model/detail.ts";
import type { Step } from "../../model/instance.ts";
import type { Report } from "../../model/report.ts";
import type { RenderOptions, ReportFormat } from "../format.ts";
import { nameOfWork } from "../name-of-work.ts";
import { lanesOf } from "./lanes.ts";

/**
 * The JSON object form of the Trace Event Format ("Trace Event Format", Google, 2016), which Perfetto and chrome://tracing open: a track for each instance
 * and each lock, an arrow from who left to whom it let in, and counters of queues and hardware. Times are µs since the epoch.
 */
export const traceEventFormat = { rank: traceEvents } satisfies ReportFormat;

/** Slices written unless told otherwise: a viewer still opens so many. */
const MOST = 1_000_000;

/** Something with a length on a track. */
interface Slice {
  readonly track: string;
  readonly process: string;
  readonly name: string;
  readonly category: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly args: Readonly<Record<string, unknown>>;
  /** Of the arrow that begins or ends here. */
  readonly leaves?: readonly number[];
  readonly enters?: number;
}

function* traceEvents(report: Report, { maxEvents = MOST }: RenderOptions, detail: Detail): Generator<string> {
  const slices = [...slicesOf(report, detail)];
  const kept = slices.length <= maxEvents ? slices : [...slices].sort((a, b) => b.endUs - b.startUs - (a.endUs - a.startUs) || a.startUs - b.startUs).slice(0, maxEvents);
  const { locks, waits, holds, operations } = { ...detail, ...detail.leftOut };
  const otherData = { program: "trace-rank", version: report.tool.version, leftOut: slices.length - kept.length + waits + holds + operations, locks: locks.length };
  yield `{"displayTimeUnit":"ms","otherData":${jsonOf(otherData)},"traceEvents":[\n${jsonOf({ ph: "M", pid: 0, tid: 0, name: "process_name", args: { name: "counters" } })}`;
  for (const event of eventsOf(kept)) yield `,\n${jsonOf(event)}`;
  for (const event of countersOf(report, detail)) yield `,\n${jsonOf(event)}`;
  yield "\n]}\n";
}

function* slicesOf({ instances }: Report, { locks, waits, holds, operations }: Detail): Generator<Slice> {
  const nameOf = new Map(instances.map(({ id, name, domain }) => [id, name ?? domain ?? id]));
  const trackOf = (instance: string | null, otherwise: string): string => (instance === null ? otherwise : (nameOf.get(instance) ?? instance));
  for (const { id, host, steps } of instances) {
    for (const step of steps) yield* stepSlices(step, { process: `instances on ${host ?? "an unnamed host"}`, track: nameOf.get(id) ?? id });
  }
  const letIn = group(waits.map(({ letInBy }, index) => ({ letInBy, index })).filter(({ letInBy }) => letInBy !== null), ({ letInBy }) => letInBy);
  for (const [index, { lock, holder, startUs, endUs, instance, file, line }] of holds.entries()) {
    const of = locks[lock];
    yield {
      process: `locks of ${of?.service ?? ""} on ${of?.host ?? "an unnamed host"}`, track: of?.name ?? "", name: holder, category: "hold", startUs, endUs,
      args: { hotspot: of?.hotspot, resource: of?.resource, instance, line: `${file}:${line}` }, leaves: (letIn.get(index) ?? []).map((wait) => wait.index),
    };
  }
  const hostOf = new Map(instances.map(({ id, host }) => [id, host]));
  for (const [index, { lock, waiter, holder, startUs, endUs, instance, host, service, how, letInBy, file, line }] of waits.entries()) {
    const of = locks[lock];
    yield {
      process: instance !== null && nameOf.has(instance) ? `instances on ${hostOf.get(instance) ?? "an unnamed host"}` : `background of ${service} on ${host ?? "an unnamed host"}`,
      track: trackOf(instance, waiter), name: `wait for ${of?.name ?? ""}`, category: "wait", startUs, endUs,
      args: { hotspot: of?.hotspot, resource: of?.resource, waiter, holder, how, line: `${file}:${line}` }, ...(letInBy !== null && { enters: index }),
    };
  }
  for (const { operation, name, instance, service, host, pid, startUs, endUs, outcome, file, line } of operations) {
    // Those of instances are steps of their timelines already.
    if (instance !== null && nameOf.has(instance)) continue;
    yield {
      process: `background of ${service} on ${host ?? "an unnamed host"}`,
      track: pid === null ? service : `${service}[${pid}]`,
      name: nameOfWork(`${operation}: ${name}`),
      category: operation,
      startUs,
      endUs,
      args: { outcome, line: `${file}:${line}` },
    };
  }
}

function* stepSlices({ name, kind, startUs, endUs, resource, holder, evidence, children }: Step, on: Pick<Slice, "process" | "track">): Generator<Slice> {
  const [quoted] = evidence;
  yield {
    ...on,
    name: kind === "work" ? nameOfWork(name) : name,
    category: kind,
    startUs,
    endUs,
    args: { ...(resource !== null && { resource }), ...(holder !== null && { holder }), ...(quoted !== undefined && { line: `${quoted.file}:${quoted.line}` }) },
  };
  for (const child of children) yield* stepSlices(child, on);
}

/** Names of processes and tracks, slices, and arrows. */
function* eventsOf(slices: readonly Slice[]): Generator<object> {
  let [pid, tid] = [0, 0];
  for (const [process, ofProcess] of group(slices, (slice) => slice.process)) {
    pid++;
    yield { ph: "M", pid, tid: 0, name: "process_name", args: { name: process } };
    yield { ph: "M", pid, tid: 0, name: "process_sort_index", args: { sort_index: pid } };
    for (const [track, ofTrack] of group(ofProcess, (slice) => slice.track)) {
      const lanes = lanesOf(ofTrack);
      const first = tid + 1;
      for (let lane = 0; lane <= lanes.reduce((most, each) => Math.max(most, each), 0); lane++) {
        tid++;
        yield { ph: "M", pid, tid, name: "thread_name", args: { name: lane === 0 ? track : `${track} (${lane + 1})` } };
        yield { ph: "M", pid, tid, name: "thread_sort_index", args: { sort_index: tid } };
      }
      for (const [index, { name, category, startUs, endUs, args, leaves = [], enters }] of ofTrack.entries()) {
        const on = { pid, tid: first + (lanes[index] ?? 0) };
        // Shorter than the log can tell: importers disagree on where a slice of no length nests.
        const isInstant = endUs === startUs && leaves.length === 0 && enters === undefined;
        yield isInstant ? { ph: "i", s: "t", ...on, ts: startUs, name, cat: category, args } : { ph: "X", ...on, ts: startUs, dur: endUs - startUs, name, cat: category, args };
        for (const id of leaves) yield { ph: "s", ...on, ts: Math.max(startUs, endUs - 1), id, name: "lets in", cat: "hand-over" };
        if (enters !== undefined) yield { ph: "f", bp: "e", ...on, ts: Math.max(startUs, endUs - 1), id: enters, name: "lets in", cat: "hand-over" };
      }
    }
  }
}

/** Waiters for each hotspot, and how much of the hardware was in use. */
function* countersOf({ hotspots, gauges }: Report, { locks, waits }: Detail): Generator<object> {
  const edges = waits.flatMap(({ lock, startUs, endUs }) => [
    { hotspot: locks[lock]?.hotspot ?? null, atUs: startUs, by: 1 },
    { hotspot: locks[lock]?.hotspot ?? null, atUs: endUs, by: -1 },
  ]);
  const ofHotspot = group(edges, ({ hotspot }) => hotspot);
  for (const { id, resource } of hotspots) {
    let waiting = 0;
    for (const [atUs, at] of group([...(ofHotspot.get(id) ?? [])].sort((a, b) => a.atUs - b.atUs), (edge) => edge.atUs)) {
      waiting += at.reduce((sum, { by }) => sum + by, 0);
      yield { ph: "C", pid: 0, tid: 0, ts: atUs, name: `${id} ${resource}: waiting`, args: { waiting } };
    }
  }
  for (const { gauge, host, subject, points } of gauges) {
    if (gauge !== "cpu" && gauge !== "disk") continue;
    const name = [gauge === "cpu" ? "CPU in use" : `disk ${subject ?? ""} in use`, ...(host === null ? [] : [host])].join(", ");
    for (const { atUs, intervalUs, share } of points) yield { ph: "C", pid: 0, tid: 0, ts: atUs - intervalUs, name, args: { percent: Math.round(share * 1000) / 10 } };
  }
}
