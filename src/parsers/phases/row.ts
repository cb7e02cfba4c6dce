import type { Clock, Identity, LogEvent, Milestone, MilestoneName, RecordHead } from "../../model/event.ts";
import type { ParserContext } from "../parser.ts";
import type { ColumnName, InstantColumn } from "./columns.ts";
import { readInstant } from "./instant.ts";

/** A value and the physical line it stands on. */
export interface Cell {
  readonly text: string;
  readonly line: number;
}

/** What is known of one instance, by documented column. */
export type Row = ReadonlyMap<ColumnName, Cell>;

interface Point {
  readonly atUs: number;
  readonly clock: Clock;
  readonly line: number;
}

/** Instants up to readiness, in the order in which they come. */
const BOOT: readonly InstantColumn[] = ["create_start", "create_accepted", "active", "ping", "ssh"];
const INSTANTS: readonly InstantColumn[] = [...BOOT, "failed", "delete_start", "delete_accepted", "gone"];

/**
 * Emits the identity and the milestones of one instance. False: the row names no instance and no request, or has no instant.
 */
export function emitRow(row: Row, { emit, note }: Pick<ParserContext, "emit" | "note">): boolean {
  const points = readPoints(row, note);
  const text = (name: ColumnName): string | undefined => present(row.get(name)?.text);
  const id = text("id");
  const name = text("name");
  const requestId = text("req_id");
  const refused = id === undefined && isRefusal(text("post_status"));
  const instanceId = refused ? undefined : (id ?? name);
  const first = INSTANTS.map((column) => points.get(column)).find((point) => point !== undefined);
  if (first === undefined || (instanceId === undefined && requestId === undefined && !refused)) return false;

  const milestone = (what: MilestoneName, point: Point | undefined, request: string | undefined, detail?: string): void => {
    if (point !== undefined) emit(milestoneAt(what, headOf(point, instanceId, request), detail));
  };

  if (instanceId !== undefined) emit(identityAt(headOf(first, instanceId, requestId), id, name, requestId));
  // A refused request has no instance: without a request id nothing could be joined to it.
  if (!refused || requestId !== undefined) milestone("create-requested", points.get("create_start"), requestId);
  if (!refused) {
    milestone("create-accepted", points.get("create_accepted"), requestId);
    if (!isError(text("final"))) milestone("active", points.get("active"), requestId);
    milestone("ping", points.get("ping"), requestId);
    milestone("ssh", points.get("ssh"), requestId);
  }
  const fault = FAULTLESS.has(text("fault")?.toLowerCase() ?? "") ? undefined : text("fault");
  if (isError(text("final")) || fault !== undefined || isRefusal(text("post_status"))) {
    milestone("error", failurePoint(points, isError(text("final"))) ?? first, requestId, fault?.replaceAll("\n", " ") ?? refusalText(text("post_status")));
  }
  const deleteRequestId = text("del_req_id");
  milestone("delete-requested", points.get("delete_start"), deleteRequestId);
  milestone("gone", points.get("gone"), deleteRequestId);
  return true;
}

/** Where the table gives no instant of its own, the failure was known at the last thing seen of the boot. */
function failurePoint(points: ReadonlyMap<InstantColumn, Point>, finalIsError: boolean): Point | undefined {
  const seen = BOOT.map((column) => points.get(column)).filter((point) => point !== undefined);
  return points.get("failed") ?? (finalIsError ? points.get("active") : undefined) ?? seen.at(-1);
}

function readPoints(row: Row, note: ParserContext["note"]): ReadonlyMap<InstantColumn, Point> {
  const points = new Map<InstantColumn, Point>();
  for (const column of INSTANTS) {
    const cell = row.get(column);
    const text = present(cell?.text);
    if (cell === undefined || text === undefined) continue;
    const instant = readInstant(text);
    if (instant !== undefined) {
      points.set(column, { ...instant, line: cell.line });
      continue;
    }
    note({
      code: "phases-unknown-instant",
      severity: "warning",
      message: "A phase has no instant that can be read",
      hint: "Write instants as ISO 8601 with a zone, or as seconds, ms, µs or ns since the epoch",
      line: cell.line,
      text: `${column}=${text}`.slice(0, 200),
    });
  }
  return points;
}

const ABSENT = new Set(["", "-", "--", "none", "null", "nil", "nan", "nat", "n/a", "na", "undefined"]);

function present(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || ABSENT.has(trimmed.toLowerCase()) ? undefined : trimmed;
}

/** What an `error` column of flags says where all went well. */
const FAULTLESS = new Set(["0", "false", "no", "ok"]);

function isError(final: string | undefined): boolean {
  return final !== undefined && ["ERROR", "FAILED"].includes(final.toUpperCase());
}

function isRefusal(status: string | undefined): boolean {
  return Number(status) >= 400;
}

function refusalText(status: string | undefined): string | undefined {
  return isRefusal(status) ? `HTTP ${String(status)}` : undefined;
}

function headOf(point: Point, instanceId: string | undefined, requestId: string | undefined): RecordHead {
  const { atUs, clock, line } = point;
  return { atUs, clock, line, service: undefined, host: undefined, pid: undefined, tid: undefined, requestId, globalRequestId: undefined, instanceId };
}

function milestoneAt(milestone: MilestoneName, head: RecordHead, detail: string | undefined): Milestone {
  return { kind: "milestone", head, milestone, domain: undefined, detail };
}

function identityAt(head: RecordHead, instanceId: string | undefined, instanceName: string | undefined, requestId: string | undefined): Identity & LogEvent {
  return {
    kind: "identity",
    head,
    instanceId,
    instanceName,
    domain: undefined,
    portId: undefined,
    requestId,
    tid: undefined,
    qemuPid: undefined,
    node: undefined,
  };
}
