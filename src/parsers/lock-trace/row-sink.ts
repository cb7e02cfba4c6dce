import type { Clock } from "../../model/event.ts";
import type { ParserContext } from "../parser.ts";
import type { LayoutFacts } from "./layout.ts";
import { createProcessNames } from "./process-names.ts";
import { createThresholds, type Thresholds } from "./threshold.ts";

/** One wait or hold of one thread, whatever the tracer printed it as. */
export interface TracedRow {
  /**
   * `futex`: a wait in the kernel, which may be part of a `wait` recorded as well. `cond`: on a condition variable. `other`: no wait.
   * The last two are counted only.
   */
  readonly kind: "wait" | "hold" | "cond" | "futex" | "other";
  /** When it was over. */
  readonly endUs: number;
  readonly clock: Clock;
  readonly durationNs: number;
  readonly line: number;
  readonly pid: number | undefined;
  readonly tid: number | undefined;
  readonly comm: string | undefined;
  readonly lock: string;
  readonly by: string | undefined;
}

/** What the head of a trace says of all its rows. */
export interface TraceHeader {
  readonly pid: number | undefined;
  readonly comm: string | undefined;
  readonly host: string | undefined;
  /** µs; undefined: not stated. 0: everything was recorded. */
  readonly minWaitUs: number | undefined;
  readonly minHoldUs: number | undefined;
}

export const NO_HEADER: TraceHeader = { pid: undefined, comm: undefined, host: undefined, minWaitUs: undefined, minHoldUs: undefined };

type OpenWait = Omit<TracedRow, "kind" | "endUs" | "durationNs"> & { readonly startUs: number };

export interface RowSink {
  readonly add: (row: TracedRow) => void;
  /** Someone who still waits; reported when the trace ends, because rows settle the name of the process. */
  readonly addOpen: (wait: OpenWait) => void;
  readonly end: () => LayoutFacts;
}

/** Rows held back until the names of their processes are settled. */
const HELD_ROWS = 10_000;
/** Kernel waits held back until it is known whether the same lock has waits of its own. */
const HELD_FUTEX_ROWS = 20_000;

/**
 * Turns rows into events. The first rows are held back until the main threads, which name the processes, have had a chance to
 * appear. `inferThresholds`: the layout states none, so rows may show one.
 */
export function createRowSink(context: ParserContext, header: TraceHeader, inferThresholds: boolean): RowSink {
  const names = createProcessNames(header);
  const { waits, holds } = (context.memory as Thresholds | undefined) ?? createThresholds();
  const waitedLocks = new Set<string>();
  let held: TracedRow[] | undefined = [];
  let futexRows: TracedRow[] = [];
  let records = 0;
  let conditionWaits = 0;

  const openWaits: OpenWait[] = [];

  const service = (row: Pick<TracedRow, "pid" | "tid" | "comm">): string | undefined => {
    const pid = row.pid ?? header.pid;
    const known = names.nameOf(pid);
    if (known !== undefined || row.comm === undefined) return known;
    names.see(pid, row.tid, row.comm);
    return names.nameOf(pid);
  };

  const describe = (row: Omit<OpenWait, "startUs">, atUs: number) => {
    const { clock, line, tid, lock, by } = row;
    const head = {
      atUs, clock, line, service: service(row), host: header.host, pid: row.pid ?? header.pid, tid,
      requestId: undefined, globalRequestId: undefined, instanceId: undefined,
    };
    return { head, resource: "lock", lock, scope: "address", form: "traced", by, key: undefined } as const;
  };

  const emit = (row: TracedRow): void => {
    const shared = describe(row, row.endUs);
    const us = row.durationNs < 1000 ? 0 : Math.round(row.durationNs / 1000);
    context.emit(row.kind === "hold" ? { kind: "lock-released", ...shared, holdUs: us } : { kind: "lock-acquired", ...shared, waitUs: us });
  };

  const accept = (row: TracedRow): void => {
    if (row.kind === "wait") {
      waits.see(row.durationNs);
      if (waitedLocks.size < HELD_FUTEX_ROWS) waitedLocks.add(row.lock);
    } else if (row.kind === "hold") {
      holds.see(row.durationNs);
    } else if (row.kind === "futex") {
      if (futexRows.length < HELD_FUTEX_ROWS) futexRows.push(row);
      else if (!waitedLocks.has(row.lock)) emit(row);
      return;
    }
    emit(row);
  };

  const settle = (): void => {
    const rows = held ?? [];
    held = undefined;
    for (const row of rows) accept(row);
  };

  return {
    add: (row) => {
      records++;
      if (held !== undefined && row.comm !== undefined) names.see(row.pid ?? header.pid, row.tid, row.comm);
      if (row.kind === "cond") conditionWaits++;
      else if (row.kind === "other") return;
      else if (held === undefined) accept(row);
      else if (held.push(row) >= HELD_ROWS) settle();
    },
    addOpen: (wait) => void openWaits.push(wait),
    end: () => {
      settle();
      for (const row of futexRows) if (!waitedLocks.has(row.lock)) emit(row);
      futexRows = [];
      for (const wait of openWaits.splice(0)) context.emit({ kind: "lock-requested", ...describe(wait, wait.startUs), holder: undefined });
      if (conditionWaits > 0) noteConditionWaits(context, conditionWaits);
      const minWaitUs = header.minWaitUs ?? (inferThresholds ? waits.inferred() : undefined);
      const minHoldUs = header.minHoldUs ?? (inferThresholds ? holds.inferred() : undefined);
      const inferred = [
        header.minWaitUs === undefined && minWaitUs !== undefined ? `waits from ${minWaitUs} us` : undefined,
        header.minHoldUs === undefined && minHoldUs !== undefined ? `holds from ${minHoldUs} us` : undefined,
      ].filter((part) => part !== undefined);
      if (inferred.length > 0 && context.goesOn !== true) noteThreshold(context, inferred.join(", "));
      return { service: names.only(), host: header.host, records, minWaitUs: minWaitUs || undefined, minHoldUs: minHoldUs || undefined };
    },
  };
}

/** One note for the source; its text carries the count. */
export function noteConditionWaits(context: ParserContext, count: number): void {
  context.note({
    code: "condition-waits-left-out",
    severity: "info",
    message: "Waits on condition variables are left out: idle workers wait there, which is no contention",
    hint: undefined,
    line: undefined,
    text: `rows: ${count}`,
  });
}

function noteThreshold(context: ParserContext, text: string): void {
  context.note({
    code: "trace-threshold-inferred",
    severity: "info",
    message: "The trace states no recording threshold; the shortest rows show one",
    hint: undefined,
    line: undefined,
    text,
  });
}
