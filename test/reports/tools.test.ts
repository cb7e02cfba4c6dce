import { createRequire } from "node:module";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import type { Detail } from "../../src/model/detail.ts";
import type { Report } from "../../src/model/report.ts";
import { TABLES } from "../../src/reports/format.ts";
import { lanesOf } from "../../src/reports/trace-event/lanes.ts";
import { exampleDetail } from "../support/example-detail.ts";
import { exampleReport, HOSTILE } from "../support/example-report.ts";
import { formats, rendered, wholeOf } from "../support/rendered.ts";
import { sampleInDetail } from "../support/sample-report.ts";
import fc from "fast-check";

const options = { width: 80, colour: false, top: 10 } as const;

let report: Report = exampleReport;
let detail: Detail = exampleDetail;
beforeAll(async () => {
  ({ report, detail } = await sampleInDetail("samples/zed-boot-10"));
}, 60_000);

const waitedUs = ({ waits }: Detail): number => waits.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);

describe("the detail of a run", () => {
  it("has the waits that the ranking adds up", () => {
    for (const { id, waitUs, kind, inferred } of report.hotspots.slice(0, 5)) {
      const own = detail.waits.filter(({ lock }) => detail.locks[lock]?.hotspot === id);
      // What was too short to count as a wait is in the ranking's sum only.
      expect(waitedUs({ ...detail, waits: own }) / waitUs.total, `${id} ${kind} ${String(inferred)}`).toBeGreaterThan(0.99);
      expect(waitedUs({ ...detail, waits: own })).toBeLessThanOrEqual(waitUs.total);
    }
  });

  it("names as letting in only holds that ended about then", () => {
    for (const { lock, letInBy, startUs, endUs } of detail.waits) {
      const hold = letInBy === null ? undefined : detail.holds[letInBy];
      if (hold === undefined) continue;
      expect(hold.lock).toBe(lock);
      expect(hold.endUs).toBeGreaterThan(startUs);
      expect(hold.endUs).toBeLessThanOrEqual(endUs + 20_000);
    }
  });

  it("tells of nothing but lines of files that were read", () => {
    const files = new Set(report.inputs.map(({ path }) => path));
    for (const { file, line } of [...detail.waits, ...detail.holds, ...detail.operations]) expect(files.has(file) && line > 0).toBe(true);
  });
});

describe("csv", () => {
  it.each(TABLES)("of %s is read back with as many rows, and a number for each number", (table) => {
    const rows = parse<Record<string, string>>(rendered("csv", "rank", report, { ...options, table }, detail), { columns: true });
    expect(rows.length).toBe(table === "hotspots" ? report.hotspots.length : table === "instances" ? report.instances.length : table === "waits" ? detail.waits.length : report.instances.flatMap(({ steps }) => steps).length + detail.operations.length);
    for (const row of rows) for (const [name, cell] of Object.entries(row)) if (name.endsWith("_us")) expect(cell).toMatch(/^(?:-?\d+)?$/);
  });

  it("of waits adds up to what was waited", () => {
    const rows = parse<{ wait_us: string }>(rendered("csv", "rank", report, { ...options, table: "waits" }, detail), { columns: true });
    expect(rows.reduce((sum, { wait_us }) => sum + Number(wait_us), 0)).toBe(waitedUs(detail));
  });

  it("holds nothing that a spreadsheet would run", () => {
    const [, row] = parse<Record<string, string>>(rendered("csv", "rank", exampleReport, { ...options, table: "waits" }, exampleDetail), { columns: true });
    expect(row?.["lock"]?.startsWith("'=")).toBe(true);
    expect(rendered("csv", "rank", exampleReport, { ...options, table: "waits" }, exampleDetail)).not.toContain("\u001b");
  });
});

describe("parquet", () => {
  it.each(TABLES)("of %s is read back as csv has it", async (table) => {
    const bytes = wholeOf(formats.get("parquet")?.rank?.(report, { ...options, table }, detail) ?? "");
    const file = new Uint8Array(bytes).buffer;
    const rows = (await parquetReadObjects({ file })) as Record<string, unknown>[];
    const expected = parse<Record<string, string>>(rendered("csv", "rank", report, { ...options, table }, detail), { columns: true });
    expect(rows.length).toBe(expected.length);
    const shown = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
    for (const column of Object.keys(expected[0] ?? {}).filter((name) => name.endsWith("_us"))) expect(rows.map((row) => shown(row[column])), column).toEqual(expected.map((row) => row[column]));
  });

  it("gives all tables as files", () => {
    const files = [...(formats.get("parquet")?.files?.(exampleReport, options, exampleDetail) ?? [])];
    expect(files.map(([name]) => name)).toEqual(TABLES.map((name) => `${name}.parquet`));
    expect(files.map(([, content]) => wholeOf(content).subarray(0, 4).toString())).toEqual(TABLES.map(() => "PAR1"));
  });
});

describe("folded stacks", () => {
  it("add up to what was waited", () => {
    const lines = rendered("folded", "rank", report, options, detail).trimEnd().split("\n");
    // As flamegraph.pl and speedscope's importer take a line apart.
    const counts = lines.map((line) => /^(.*) (\d+)$/.exec(line));
    expect(counts.every((match) => match !== null && match[1]?.split(";").every((frame) => frame !== "") === true)).toBe(true);
    expect(counts.reduce((sum, match) => sum + Number(match?.[2]), 0)).toBe(waitedUs(detail));
  });

  it("have no frame that a name could split", () => {
    const text = rendered("folded", "rank", exampleReport, options, { ...exampleDetail, waits: exampleDetail.waits.map((wait) => ({ ...wait, waiter: "a;b 12\nc" })) });
    expect(text).toContain("a,b 12\\nc");
    expect(text.trimEnd().split("\n")).toHaveLength(2);
  });
});

interface TraceEvent {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly id: number;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

describe("trace events", () => {
  const eventsOf = (text: string): readonly TraceEvent[] => (JSON.parse(text) as { traceEvents: TraceEvent[] }).traceEvents;

  it("nest on every track, and have names for all tracks", () => {
    const events = eventsOf(rendered("trace-event", "rank", report, options, detail));
    const tracks = new Map<string, TraceEvent[]>();
    for (const event of events) if (event.ph === "X") (tracks.get(`${event.pid}/${event.tid}`) ?? tracks.set(`${event.pid}/${event.tid}`, []).get(`${event.pid}/${event.tid}`))?.push(event);
    const named = new Set(events.filter(({ name }) => name === "thread_name").map(({ pid, tid }) => `${pid}/${tid}`));
    expect([...tracks.keys()].filter((track) => !named.has(track))).toEqual([]);
    for (const slices of tracks.values()) {
      const open: number[] = [];
      for (const { ts, dur } of [...slices].sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
        while (open.length > 0 && (open.at(-1) ?? 0) <= ts) open.pop();
        expect(open.length === 0 || (open.at(-1) ?? 0) >= ts + dur).toBe(true);
        open.push(ts + dur);
      }
    }
  });

  it("have arrows that begin at a hold and end at a wait", () => {
    const events = eventsOf(rendered("trace-event", "rank", report, options, detail));
    const ids = (ph: string): number[] => events.filter((event) => event.ph === ph).map(({ id }) => id).sort((a, b) => a - b);
    expect(ids("s").length).toBeGreaterThan(10);
    expect(ids("s")).toEqual(ids("f"));
  });

  it("count waiters that all leave again", () => {
    const last = new Map<string, unknown>();
    for (const { ph, name, args } of eventsOf(rendered("trace-event", "rank", report, options, detail))) if (ph === "C" && name.endsWith(": waiting")) last.set(name, args["waiting"]);
    expect([...last.values()].filter((waiting) => waiting !== 0)).toEqual([]);
    expect(last.size).toBeGreaterThan(3);
  });

  it("are no more than asked for, the longest, and say how many are left out", () => {
    const text = rendered("trace-event", "rank", report, { ...options, maxEvents: 10 }, detail);
    const slices = eventsOf(text).filter(({ ph }) => ph === "X");
    const all = eventsOf(rendered("trace-event", "rank", report, options, detail)).filter(({ ph }) => ph === "X" || ph === "i").map((event) => ({ ...event, dur: event.ph === "i" ? 0 : event.dur }));
    expect([slices.length, (JSON.parse(text) as { otherData: { leftOut: number } }).otherData.leftOut]).toEqual([10, all.length - 10]);
    expect(Math.min(...slices.map(({ dur }) => dur))).toBeGreaterThanOrEqual(all.map(({ dur }) => dur).sort((a, b) => b - a)[9] ?? 0);
  });

  it("need one lane for what nests and another for what overlaps", () => {
    const stretch = fc.tuple(fc.nat(50), fc.nat(20)).map(([startUs, length]) => ({ startUs, endUs: startUs + length }));
    expect(lanesOf([{ startUs: 0, endUs: 10 }, { startUs: 2, endUs: 5 }, { startUs: 4, endUs: 8 }, { startUs: 10, endUs: 12 }])).toEqual([0, 0, 1, 0]);
    fc.assert(fc.property(fc.array(stretch), (list) => {
      const lanes = lanesOf(list);
      for (const [i, a] of list.entries()) {
        for (const [j, b] of list.entries()) {
          if (i >= j || lanes[i] !== lanes[j]) continue;
          const apart = a.endUs <= b.startUs || b.endUs <= a.startUs;
          const nested = (a.startUs <= b.startUs && b.endUs <= a.endUs) || (b.startUs <= a.startUs && a.endUs <= b.endUs);
          expect(apart || nested).toBe(true);
        }
      }
    }));
  });
});

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, string>> }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** What protobuf.js generates of a message. */
interface Message {
  readonly fromObject: (plain: object) => object;
  readonly verify: (message: object) => string | null;
  readonly encode: (message: object) => { readonly finish: () => Uint8Array };
  readonly decode: (bytes: Uint8Array) => object;
  readonly toObject: (message: object, options: { readonly longs: typeof String; readonly bytes: typeof String }) => object;
}

// The package has no types for what is generated from opentelemetry-proto.
const REQUEST = (createRequire(import.meta.url)("@opentelemetry/otlp-transformer/build/src/generated/root.js") as { opentelemetry: { proto: { collector: { trace: { v1: { ExportTraceServiceRequest: Message } } } } } }).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

const ID = /^(?:traceId|spanId|parentSpanId)$/;

/** OTLP/JSON writes ids in hexadecimal digits, protobuf's own JSON in base64: to the latter, or back. */
function bytesForHex(value: unknown, toBase64: boolean, key = ""): unknown {
  if (typeof value === "string") return ID.test(key) ? Buffer.from(value, toBase64 ? "hex" : "base64").toString(toBase64 ? "base64" : "hex") : value;
  if (Array.isArray(value)) return value.map((each) => bytesForHex(each, toBase64));
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, bytesForHex(each, toBase64, name)])) : value;
}

describe("OTLP traces", () => {
  const spansOf = (text: string): readonly OtlpSpan[] =>
    (JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] }).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));

  it("are spans as opentelemetry-proto's JSON mapping has them: hexadecimal ids, nanoseconds and integers as text", () => {
    for (const { traceId, spanId, parentSpanId, name, kind, startTimeUnixNano, endTimeUnixNano, attributes } of spansOf(rendered("otlp", "rank", report, options, detail))) {
      expect([traceId, spanId, parentSpanId ?? spanId].join(" ")).toMatch(/^[\da-f]{32} [\da-f]{16} [\da-f]{16}$/);
      expect(name).not.toBe("");
      expect(kind >= 1 && kind <= 5).toBe(true);
      expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano) && startTimeUnixNano.length === 19).toBe(true);
      for (const { value } of attributes) expect(Object.entries(value).every(([type, given]) => (type === "stringValue" || type === "intValue") && typeof given === "string")).toBe(true);
    }
  });

  it("are read by OpenTelemetry's own definition of a request, with nothing lost, unknown or of another type", () => {
    const written = JSON.parse(rendered("otlp", "rank", report, options, detail)) as object;
    const request = REQUEST.fromObject(bytesForHex(written, true) as object);
    expect(REQUEST.verify(request)).toBeNull();
    expect(bytesForHex(REQUEST.toObject(REQUEST.decode(REQUEST.encode(request).finish()), { longs: String, bytes: String }), false)).toEqual(written);
  });

  it("have ids of their own, parents in their trace, and links to spans that are there", () => {
    const spans = spansOf(rendered("otlp", "rank", report, options, detail));
    const ids = new Set(spans.map(({ traceId, spanId }) => `${traceId}/${spanId}`));
    expect(ids.size).toBe(spans.length);
    for (const { traceId, parentSpanId, links = [] } of spans) {
      if (parentSpanId !== undefined) expect(ids.has(`${traceId}/${parentSpanId}`)).toBe(true);
      for (const link of links) expect(ids.has(`${link.traceId}/${link.spanId}`)).toBe(true);
    }
    expect(spans.filter(({ links = [] }) => links.length > 0).length).toBeGreaterThan(10);
    expect(spans.filter(({ name }) => name.startsWith("boot "))).toHaveLength(10);
  });

  it("show names that mean harm as text", () => {
    expect(rendered("otlp", "rank", exampleReport, options, exampleDetail)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(HOSTILE).toMatch(/\u001b/);
  });
});
