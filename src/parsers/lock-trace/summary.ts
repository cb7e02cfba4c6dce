import type { LockScope, LockSummary, RecordHead } from "../../model/event.ts";
import type { ParserContext } from "../parser.ts";

/** What a tracer's table says of one lock, or of one caller. */
export interface Total {
  readonly line: number;
  readonly lock: string;
  readonly scope: LockScope;
  readonly of: "wait" | "hold";
  readonly by?: string | undefined;
  readonly service?: string | undefined;
  readonly pid?: number | undefined;
  readonly tid?: number | undefined;
  readonly acquisitions?: number | undefined;
  readonly contentions: number;
  readonly totalUs: number;
  readonly maxUs?: number | undefined;
}

export function summary(context: ParserContext, total: Total): LockSummary {
  return {
    kind: "lock-summary",
    head: timelessHead(context, total),
    resource: "lock",
    lock: total.lock,
    scope: total.scope,
    by: total.by,
    of: total.of,
    acquisitions: total.acquisitions,
    contentions: total.contentions,
    totalUs: Math.round(total.totalUs),
    maxUs: total.maxUs === undefined ? undefined : Math.round(total.maxUs),
  };
}

/** Sums are printed when the tracer ends, which is when its output was last modified. */
export function timelessHead(
  context: ParserContext,
  of: { readonly line: number; readonly service?: string | undefined; readonly pid?: number | undefined; readonly tid?: number | undefined },
): RecordHead {
  return {
    atUs: context.modifiedUs ?? 0, clock: "utc", line: of.line, service: of.service, host: undefined, pid: of.pid, tid: of.tid,
    requestId: undefined, globalRequestId: undefined, instanceId: undefined,
  };
}

/**
 * Of acquisitions that waited `totalUs` in all, at most this many waited a microsecond or longer: what a table that counts
 * every acquisition says of contentions.
 */
export function contentionsAtMost(acquisitions: number, totalUs: number): number {
  return Math.min(acquisitions, Math.floor(totalUs));
}
