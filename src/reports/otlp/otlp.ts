import { createHash } from "node:crypto";
import { group } from "d3-array";
import { jsonOf } from "../../lib/escape.ts";
import type { Detail } from "../../model/detail.ts";
import type { Operation } from "../../model/operation.ts";
import type { Instance } from "../../model/instance.ts";
import type { Report } from "../../model/report.ts";
import type { ReportFormat } from "../format.ts";
import { nameOfWork } from "../name-of-work.ts";

/**
 * One ExportTraceServiceRequest in a line of OTLP/JSON (opentelemetry-proto, trace/v1/trace.proto; what the collector's otlpjsonfile receiver reads). Each boot and
 * each delete is a trace; a wait links to the hold that ended as it was let in, and only such holds are spans. Ids are hashes of what they stand for: equal logs give equal ids.
 */
export const otlpFormat = { rank: otlpTraces } satisfies ReportFormat;

/** Of the SpanKind enumeration. */
const KIND: Partial<Readonly<Record<Operation, number>>> = { "http-call": 3, "rpc-call": 3, "http-served": 2, "rpc-served": 2, "libvirt-api": 2 };
const INTERNAL = 1;
const STATUS_ERROR = 2;

interface Span {
  /** Whose it is: attributes of the resource. */
  readonly service: string;
  readonly host: string | null;
  readonly pid: number | null;
  readonly trace: string;
  readonly key: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly attributes: Readonly<Record<string, string | number | null | undefined>>;
  readonly links: readonly { readonly trace: string; readonly key: string }[];
  readonly failure: string | undefined;
}

function* otlpTraces(report: Report, _: unknown, detail: Detail): Generator<string> {
  const scope = { name: "trace-rank", version: report.tool.version };
  yield '{"resourceSpans":[';
  let before = "";
  for (const [, spans] of group(spansOf(report, detail), ({ service, host, pid }) => `${service}|${host ?? ""}|${pid ?? ""}`)) {
    const [first] = spans;
    yield `${before}{"resource":${jsonOf({ attributes: attributesOf({ "service.name": first?.service, "host.name": first?.host, "process.pid": first?.pid }) })},"scopeSpans":[{"scope":${jsonOf(scope)},"spans":[`;
    before = ",";
    for (const [index, span] of spans.entries()) yield `${index === 0 ? "" : ","}${jsonOf(writtenSpan(span))}`;
    yield "]}]}";
  }
  yield "]}\n";
}

function* spansOf({ instances }: Report, { locks, waits, holds, operations }: Detail): Generator<Span> {
  const known = new Map(instances.map((instance) => [instance.id, instance]));
  const traceOf = (instance: string | null, role: string): string => (instance !== null && known.has(instance) && role !== "background" ? `${role} ${instance}` : "background");
  const parentOf = (trace: string): string | undefined => (trace === "background" ? undefined : trace);
  for (const instance of instances) {
    yield* lifeSpans(instance, "boot", instance.requestUs, instance.readyUs);
    yield* lifeSpans(instance, "delete", instance.deleteUs, instance.goneUs);
  }
  for (const { service, host, instance, role, operation, name, startUs, endUs, outcome, pid, file, line } of operations) {
    const trace = traceOf(instance, role);
    yield {
      service,
      host,
      pid,
      trace,
      key: `operation ${file}:${line} ${operation} ${name} ${startUs}`,
      parent: parentOf(trace),
      name: nameOfWork(`${operation}: ${name}`),
      kind: KIND[operation] ?? INTERNAL,
      startUs,
      endUs,
      attributes: { outcome, "log.line": `${file}:${line}` },
      links: [],
      failure: undefined,
    };
  }
  const lettingIn = new Set(waits.map(({ letInBy }) => letInBy));
  const holdKeys = holds.map(({ file, line, startUs }) => `hold ${file}:${line} ${startUs}`);
  for (const [index, { service, host, instance, role, lock, holder, startUs, endUs, pid, file, line }] of holds.entries()) {
    if (!lettingIn.has(index)) continue;
    const trace = traceOf(instance, role);
    const of = locks[lock];
    yield {
      service,
      host,
      pid,
      trace,
      key: holdKeys[index] ?? "",
      parent: parentOf(trace),
      name: `hold ${of?.resource ?? ""}`,
      kind: INTERNAL,
      startUs,
      endUs,
      attributes: { "trace_rank.hotspot": of?.hotspot, "trace_rank.lock": of?.name, "trace_rank.holder": holder, "log.line": `${file}:${line}` },
      links: [],
      failure: undefined,
    };
  }
  for (const { service, host, instance, role, lock, waiter, holder, letInBy, how, startUs, endUs, pid, file, line } of waits) {
    const trace = traceOf(instance, role);
    const of = locks[lock];
    const hold = letInBy === null ? undefined : holds[letInBy];
    yield {
      service,
      host,
      pid,
      trace,
      key: `wait ${file}:${line} ${of?.name ?? ""} ${startUs}`,
      parent: parentOf(trace),
      name: `wait for ${of?.resource ?? ""}`,
      kind: INTERNAL,
      startUs,
      endUs,
      attributes: {
        "trace_rank.hotspot": of?.hotspot,
        "trace_rank.lock": of?.name,
        "trace_rank.waiter": waiter,
        "trace_rank.holder": holder,
        "trace_rank.how": how,
        "log.line": `${file}:${line}`,
      },
      links: hold === undefined || letInBy === null ? [] : [{ trace: traceOf(hold.instance, hold.role), key: holdKeys[letInBy] ?? "" }],
      failure: undefined,
    };
  }
}

/** The whole boot or delete, and its steps below it. */
function* lifeSpans({ id, name, domain, host, outcome, fault, steps, requestIds }: Instance, life: "boot" | "delete", fromUs: number | null, toUs: number | null): Generator<Span> {
  const own = steps.filter(({ phase }) => (phase === "delete") === (life === "delete"));
  const [startUs, endUs] = [fromUs ?? own[0]?.startUs, toUs ?? own.at(-1)?.endUs];
  if (startUs === undefined || endUs === undefined) return;
  const trace = `${life} ${id}`;
  const of = { service: "instances", host, pid: null, trace, links: [], kind: INTERNAL };
  const isFailed = life === "boot" && outcome === "error";
  yield {
    ...of,
    key: trace,
    parent: undefined,
    name: `${life} ${name ?? domain ?? id}`,
    startUs,
    endUs,
    attributes: { "instance.id": id, "instance.name": name, "instance.domain": domain, outcome, request_ids: requestIds.join(" ") },
    failure: isFailed ? (fault ?? "error") : undefined,
  };
  for (const step of own) {
    const [quoted] = step.evidence;
    yield {
      ...of,
      key: `step ${step.startUs} ${step.name}`,
      parent: trace,
      name: step.kind === "work" ? nameOfWork(step.name) : step.name,
      startUs: step.startUs,
      endUs: step.endUs,
      attributes: {
        "trace_rank.phase": step.phase,
        "trace_rank.kind": step.kind,
        "trace_rank.resource": step.resource,
        "trace_rank.holder": step.holder,
        "log.line": quoted === undefined ? undefined : `${quoted.file}:${quoted.line}`,
      },
      failure: undefined,
    };
  }
}

function writtenSpan({ trace, key, parent, name, kind, startUs, endUs, attributes, links, failure }: Span): object {
  return {
    traceId: hashOf(trace, 32),
    spanId: spanIdOf(trace, key),
    ...(parent !== undefined && { parentSpanId: spanIdOf(trace, parent) }),
    name,
    kind,
    startTimeUnixNano: nanoseconds(startUs),
    endTimeUnixNano: nanoseconds(endUs),
    attributes: attributesOf(attributes),
    ...(links.length > 0 && { links: links.map((link) => ({ traceId: hashOf(link.trace, 32), spanId: spanIdOf(link.trace, link.key) })) }),
    ...(failure !== undefined && { status: { code: STATUS_ERROR, message: failure } }),
  };
}

function attributesOf(attributes: Span["attributes"]): readonly object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key, value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value } }],
  );
}

/** More digits than a number has. */
function nanoseconds(us: number): string {
  return `${us}000`;
}

function spanIdOf(trace: string, key: string): string {
  return hashOf(`${trace}|${key}`, 16);
}

function hashOf(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
