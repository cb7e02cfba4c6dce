import { areHeadings, columnsOf, isInstantColumn, type ColumnName } from "./columns.ts";
import type { Cell, Row } from "./row.ts";

/** What one line says: a whole row of the table, one thing seen, something about the run as a whole, or not this format at all. */
export type Entry =
  | { readonly kind: "row"; readonly row: Row }
  | { readonly kind: "seen"; readonly event: string; readonly id: string | undefined; readonly name: string | undefined; readonly cells: Row }
  | { readonly kind: "run" | "unknown" }
  | undefined;

/** A change of the instance's state, which its `status` names. */
const STATE_EVENT = "state";
/** Of the whole run, not of an instance. */
const RUN_EVENTS = new Set(["bench_start", "all_active", "all_gone"]);

/** Reads one line of a journal; the name of a column (or another name of it) as `ev` says that its instant is `ts`. */
export function readEntry(line: string, number: number): Entry {
  const object = parseObject(line);
  if (object === undefined) return undefined;
  if (areHeadings(Object.keys(object))) return { kind: "row", row: rowOf(object, number) };
  const text = (key: string): string | undefined => textOf(object[key]);
  const event = text("ev") ?? text("event");
  const at = text("ts") ?? text("time") ?? text("timestamp");
  if (event === undefined || at === undefined) return undefined;
  const id = text("id");
  const name = text("name");
  const cells = cellsOf(event, at, object, number);
  if (cells === undefined || (id === undefined && name === undefined)) return { kind: RUN_EVENTS.has(event) ? "run" : "unknown" };
  return { kind: "seen", event, id, name, cells };
}

/** True for a line that only this format has: other programs' JSON may have an `event` and a `time` as well. */
export function isJournalLine(line: string): boolean {
  const entry = line.startsWith("{") ? readEntry(line, 1) : undefined;
  return entry?.kind === "row" || (entry?.kind === "seen" && isInstantColumn(entry.event));
}

function cellsOf(event: string, at: string, object: Fields, line: number): Row | undefined {
  const cell = (text: string): Cell => ({ text, line });
  const status = textOf(object["status"]);
  if (event === STATE_EVENT) {
    if (status === "ACTIVE") return new Map([["active", cell(at)], ["final", cell(status)]]);
    if (status === "ERROR") return new Map([["failed", cell(at)], ["final", cell(status)]]);
    return new Map();
  }
  const [column] = columnsOf([event]);
  if (column === undefined || !isInstantColumn(column)) return undefined;
  const cells = new Map<ColumnName, Cell>([[column, cell(at)]]);
  const requestId = textOf(object["req_id"]) ?? textOf(object["request_id"]);
  if (requestId !== undefined) cells.set(column.startsWith("delete") ? "del_req_id" : "req_id", cell(requestId));
  if (status !== undefined && column === "create_accepted") cells.set("post_status", cell(status));
  const fault = textOf(object["fault"]) ?? textOf(object["error"]);
  if (fault !== undefined) cells.set("fault", cell(fault));
  return cells;
}

function rowOf(object: Fields, line: number): Row {
  const entries = Object.entries(object);
  const names = columnsOf(entries.map(([key]) => key));
  const row = new Map<ColumnName, Cell>();
  entries.forEach(([, value], index) => {
    const name = names[index];
    const text = textOf(value);
    if (name !== undefined && text !== undefined) row.set(name, { text, line });
  });
  return row;
}

type Fields = Readonly<Record<string, unknown>>;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function parseObject(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
