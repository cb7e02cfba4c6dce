import type { Detail } from "../model/detail.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { Instance } from "../model/instance.ts";
import type { Report } from "../model/report.ts";
import type { TableName } from "./format.ts";
import { bootWaitUs } from "./hotspot-wait.ts";

export type Cell = string | number | boolean | null;

/** Units stand in the names: `_us` are µs, of instants since the epoch, UTC; shares are 0 to 1. A missing answer is null. */
export interface Column<T> {
  readonly name: string;
  readonly type: "text" | "whole" | "number" | "boolean";
  readonly cell: (row: T) => Cell;
}

export interface Table<T = unknown> {
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
}

export function tableOf(name: TableName, report: Report, detail: Detail): Table {
  switch (name) {
    case "hotspots": return generic({ columns: HOTSPOTS, rows: report.hotspots });
    case "instances": return generic({ columns: INSTANCES, rows: report.instances });
    case "waits": return generic({ columns: WAITS, rows: detail.waits.map((wait) => ({ ...wait, of: detail.locks[wait.lock] })) });
    case "spans": return generic({ columns: SPANS, rows: [...spansOf(report, detail)] });
  }
}

/** Rows go to the columns of their own table only. */
function generic<T>(table: Table<T>): Table {
  return table as unknown as Table;
}

const text = <T>(name: string, cell: (row: T) => string | null | undefined): Column<T> => ({ name, type: "text", cell: (row) => cell(row) ?? null });
const whole = <T>(name: string, cell: (row: T) => number | null | undefined): Column<T> => ({ name, type: "whole", cell: (row) => cell(row) ?? null });
const number = <T>(name: string, cell: (row: T) => number | null | undefined): Column<T> => ({ name, type: "number", cell: (row) => cell(row) ?? null });

const HOTSPOTS: readonly Column<Hotspot>[] = [
  text("id", ({ id }) => id),
  text("kind", ({ kind }) => kind),
  text("service", ({ service }) => service),
  text("resource", ({ resource }) => resource),
  { name: "inferred", type: "boolean", cell: ({ inferred }) => inferred },
  whole("permits", ({ permits }) => permits),
  text("option", ({ option }) => option),
  text("hosts", ({ hosts }) => hosts.join(" ")),
  whole("locks", ({ locks }) => locks),
  whole("acquisitions", ({ acquisitions }) => acquisitions),
  whole("contentions", ({ contentions }) => contentions),
  whole("instances", ({ instances }) => instances),
  whole("max_queue_depth", ({ maxQueueDepth }) => maxQueueDepth),
  whole("boots_wait_us", bootWaitUs),
  whole("create_wait_us", ({ waitByPhaseUs }) => waitByPhaseUs.create),
  whole("ping_wait_us", ({ waitByPhaseUs }) => waitByPhaseUs.ping),
  whole("ssh_wait_us", ({ waitByPhaseUs }) => waitByPhaseUs.ssh),
  whole("delete_wait_us", ({ waitByPhaseUs }) => waitByPhaseUs.delete),
  whole("background_wait_us", ({ waitByPhaseUs }) => waitByPhaseUs.background),
  whole("wait_total_us", ({ waitUs }) => waitUs.total),
  whole("wait_mean_us", ({ waitUs }) => waitUs.mean),
  whole("wait_p50_us", ({ waitUs }) => waitUs.p50),
  whole("wait_p95_us", ({ waitUs }) => waitUs.p95),
  whole("wait_max_us", ({ waitUs }) => waitUs.max),
  whole("wait_count", ({ waitUs }) => waitUs.count),
  whole("contended_min_us", ({ contendedUs }) => contendedUs?.min),
  whole("contended_p50_us", ({ contendedUs }) => contendedUs?.p50),
  whole("contended_p95_us", ({ contendedUs }) => contendedUs?.p95),
  whole("contended_max_us", ({ contendedUs }) => contendedUs?.max),
  whole("hold_total_us", ({ holdUs }) => holdUs?.total),
  whole("hold_p50_us", ({ holdUs }) => holdUs?.p50),
  whole("hold_p95_us", ({ holdUs }) => holdUs?.p95),
  whole("hold_max_us", ({ holdUs }) => holdUs?.max),
  whole("own_wait_us", ({ ownWaitUs }) => ownWaitUs),
  whole("inherited_wait_us", ({ inheritedWaitUs }) => inheritedWaitUs),
  whole("unattributed_wait_us", ({ unattributedWaitUs }) => unattributedWaitUs),
  whole("blocked_us", ({ blockedUs }) => blockedUs),
  number("utilisation", ({ utilisation }) => utilisation),
  whole("on_path_us", ({ onPathUs }) => onPathUs),
  whole("saves_us", ({ prediction }) => prediction?.savedUs),
  whole("makespan_without_us", ({ prediction }) => prediction?.makespanUs),
  whole("makespan_without_low_us", ({ prediction }) => prediction?.lowUs),
  whole("makespan_without_high_us", ({ prediction }) => prediction?.highUs),
  text("held_most_by", ({ holders }) => holders[0]?.name),
];

const INSTANCES: readonly Column<Instance>[] = [
  text("id", ({ id }) => id),
  text("name", ({ name }) => name),
  text("domain", ({ domain }) => domain),
  text("host", ({ host }) => host),
  text("outcome", ({ outcome }) => outcome),
  text("fault", ({ fault }) => fault),
  text("request_ids", ({ requestIds }) => requestIds.join(" ")),
  whole("request_us", ({ requestUs }) => requestUs),
  whole("active_us", ({ activeUs }) => activeUs),
  whole("ready_us", ({ readyUs }) => readyUs),
  whole("delete_us", ({ deleteUs }) => deleteUs),
  whole("gone_us", ({ goneUs }) => goneUs),
  whole("build_us", ({ buildUs }) => buildUs),
  whole("spawn_us", ({ spawnUs }) => spawnUs),
  whole("wait_us", ({ waitUs }) => waitUs),
  whole("unexplained_us", ({ unexplainedUs }) => unexplainedUs),
];

type WaitRow = Detail["waits"][number] & { readonly of: Detail["locks"][number] | undefined };

const WAITS: readonly Column<WaitRow>[] = [
  text("hotspot", ({ of }) => of?.hotspot),
  text("kind", ({ of }) => of?.kind),
  text("service", ({ service }) => service),
  text("resource", ({ of }) => of?.resource),
  text("lock", ({ of }) => of?.name),
  text("waiter", ({ waiter }) => waiter),
  text("instance", ({ instance }) => instance),
  text("host", ({ host }) => host),
  whole("pid", ({ pid }) => pid),
  text("role", ({ role }) => role),
  whole("start_us", ({ startUs }) => startUs),
  whole("end_us", ({ endUs }) => endUs),
  whole("wait_us", ({ startUs, endUs }) => endUs - startUs),
  text("how", ({ how }) => how),
  text("holder", ({ holder }) => holder),
  text("file", ({ file }) => file),
  whole("line", ({ line }) => line),
];

/** A step of a timeline, or an operation that a service logged. */
interface SpanRow {
  readonly kind: string;
  readonly name: string;
  readonly instance: string | null;
  readonly phase: string;
  readonly service: string | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly startUs: number;
  readonly endUs: number;
  readonly resource: string | null;
  readonly outcome: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

const SPANS: readonly Column<SpanRow>[] = [
  text("kind", ({ kind }) => kind),
  text("name", ({ name }) => name),
  text("instance", ({ instance }) => instance),
  text("phase", ({ phase }) => phase),
  text("service", ({ service }) => service),
  text("host", ({ host }) => host),
  whole("pid", ({ pid }) => pid),
  whole("start_us", ({ startUs }) => startUs),
  whole("end_us", ({ endUs }) => endUs),
  whole("duration_us", ({ startUs, endUs }) => endUs - startUs),
  text("resource", ({ resource }) => resource),
  text("outcome", ({ outcome }) => outcome),
  text("file", ({ file }) => file),
  whole("line", ({ line }) => line),
];

function* spansOf({ instances }: Report, { operations }: Detail): Generator<SpanRow> {
  for (const { id, host, steps } of instances) {
    for (const { kind, name, phase, startUs, endUs, resource, evidence } of steps) {
      const [quoted] = evidence;
      yield {
        kind: `step: ${kind}`,
        name,
        instance: id,
        phase,
        service: null,
        host,
        pid: null,
        startUs,
        endUs,
        resource,
        outcome: null,
        file: quoted?.file ?? null,
        line: quoted?.line ?? null,
      };
    }
  }
  for (const { operation, name, instance, role, service, host, pid, startUs, endUs, outcome, file, line } of operations) {
    yield { kind: operation, name, instance, phase: role === "boot" ? "create" : role, service, host, pid, startUs, endUs, resource: null, outcome, file, line };
  }
}
