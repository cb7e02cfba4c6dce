import { address, callerName } from "../caller.ts";
import { secondsToUs, type Instant } from "../instant.ts";
import type { Layout } from "../layout.ts";
import { createRowSink, NO_HEADER, type RowSink, type TracedRow } from "../row-sink.ts";
import { headerOf, monoPlacement, readSettings } from "../settings.ts";

/**
 * The project's own layout, version 1: a line of settings, a line naming the columns, then rows
 * separated by tabs. No field is quoted and none holds a tab, so a plain split reads it; a CSV reader would want whole tables.
 */
export const traceRank: Layout = {
  id: "trace-rank",
  title: "lock trace in trace-rank's own layout",
  example: "1371029405.992805\tacquire\t801\t19398\tlibvirtd\t0x7f10a4000b60\t873318\tvirSecurityManagerGenLabel",
  recognises: (line) => isSettings(line) || isColumns(line) || fieldsOf(line, DEFAULT_COLUMNS) !== undefined,
  open: (context) => {
    let sink: RowSink | undefined;
    let place: (atUs: number) => Instant = utc;
    let columns: readonly string[] = DEFAULT_COLUMNS;
    return {
      line: (text, line) => {
        if (text.startsWith("#")) {
          if (isSettings(text)) {
            const settings = readSettings(text);
            // A second trace appended to the first keeps its own clock; threshold and process are the first one's.
            sink ??= createRowSink(context, headerOf(settings), false);
            place = isBootClock(settings.get("clock")) ? monoPlacement(settings) : utc;
          } else if (isColumns(text)) columns = columnNames(text);
          else return false;
          return true;
        }
        const fields = fieldsOf(text, columns);
        if (fields === undefined) return false;
        sink ??= createRowSink(context, NO_HEADER, false);
        sink.add(rowOf(fields, line, place));
        return true;
      },
      end: () => (sink ?? createRowSink(context, NO_HEADER, false)).end(),
    };
  },
};

const DEFAULT_COLUMNS = ["at_s", "event", "pid", "tid", "comm", "lock", "dur_us", "caller"];

const KIND: Readonly<Record<string, TracedRow["kind"]>> = { acquire: "wait", release: "hold", cond: "cond", futex: "futex" };

interface Fields {
  readonly endUs: number;
  readonly kind: TracedRow["kind"];
  readonly durationUs: number;
  readonly lock: string;
  readonly optional: (name: string) => string | undefined;
}

function fieldsOf(text: string, columns: readonly string[]): Fields | undefined {
  if (!text.includes("\t")) return undefined;
  const cells = text.split("\t");
  const cell = (name: string): string => {
    const index = columns.indexOf(name);
    return (index === -1 ? undefined : cells[index]?.trim()) ?? "";
  };
  const endUs = secondsToUs(cell("at_s"));
  const event = cell("event");
  const kind = Object.hasOwn(KIND, event) ? KIND[event] : undefined;
  // 873318, 873318.25
  const duration = /^\d{1,15}(?:\.\d{1,9})?$/.test(cell("dur_us")) ? Number(cell("dur_us")) : undefined;
  if (endUs === undefined || kind === undefined || duration === undefined || cell("lock") === "") return undefined;
  return { endUs, kind, durationUs: duration, lock: cell("lock"), optional: (name) => cell(name) || undefined };
}

function rowOf(fields: Fields, line: number, place: (atUs: number) => Instant): TracedRow {
  const { atUs, clock } = place(fields.endUs);
  const caller = fields.optional("caller");
  return {
    kind: fields.kind, endUs: atUs, clock, durationNs: fields.durationUs * 1000, line,
    pid: id(fields.optional("pid")), tid: id(fields.optional("tid")), comm: fields.optional("comm"),
    lock: fields.lock.startsWith("0x") ? address(fields.lock) : fields.lock,
    by: caller === undefined ? undefined : callerName(caller),
  };
}

function isSettings(line: string): boolean {
  return line.startsWith("# trace-rank lock-trace");
}

/** `# at_s	event	pid	tid	comm	lock	dur_us	caller` in any order */
function isColumns(line: string): boolean {
  return line.startsWith("#") && ["at_s", "event", "lock", "dur_us"].every((name) => columnNames(line).includes(name));
}

function columnNames(line: string): string[] {
  return line.slice(1).split("\t").map((name) => name.trim());
}

/** Both start when the host boots; `monotonic` stops while it is suspended, and the header's epoch was taken with that. */
function isBootClock(clock: string | undefined): boolean {
  return clock === "boottime" || clock === "monotonic";
}

function utc(atUs: number): Instant {
  return { atUs, clock: "utc" };
}

function id(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
