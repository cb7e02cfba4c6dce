import { clip, type Interval } from "../../lib/intervals.ts";
import type { Operation } from "../../model/operation.ts";
import type { Acquisition, TimedOperation, Trace } from "../../model/trace.ts";
import { isEvent, type Awaited, type Wait } from "../awaited.ts";
import { heldStretch, type Blaming } from "../blame.ts";
import type { Boot } from "../boots.ts";
import type { Lines } from "../main-line.ts";
import { nameOfTaker } from "../names.ts";
import { readyOf, type BootRun } from "../runs.ts";
import { bootStages, deleteStages } from "./stages.ts";
import { tilesOf, type Span, type Tile, type Tiling } from "./tile.ts";

/** nova's own totals span everything and so explain nothing; a function timed by a decorator is no evidence of what it did. */
const NO_EVIDENCE: ReadonlySet<Operation> = new Set<Operation>(["build", "spawn", "destroy", "periodic-task", "periodic-overrun", "function"]);

/** What the records say of one instance. */
interface OwnEvidence {
  readonly acquisitions: readonly Acquisition[];
  readonly operations: readonly TimedOperation[];
}

function evidenceByInstance(trace: Trace): (instance: number) => OwnEvidence {
  const found = new Map<number, { acquisitions: Acquisition[]; operations: TimedOperation[] }>();
  const of = (instance: number): { acquisitions: Acquisition[]; operations: TimedOperation[] } => {
    let own = found.get(instance);
    if (own === undefined) found.set(instance, (own = { acquisitions: [], operations: [] }));
    return own;
  };
  for (const acquisition of trace.acquisitions) if (acquisition.actor.instance !== undefined) of(acquisition.actor.instance).acquisitions.push(acquisition);
  for (const operation of trace.operations) if (operation.actor.instance !== undefined) of(operation.actor.instance).operations.push(operation);
  return of;
}

/** What boots and deletes of a run are tiled from. */
interface Told {
  readonly trace: Trace;
  readonly run: BootRun;
  readonly lines: Lines;
}

/** A range and the tiles it is divided into. */
interface Tiled {
  readonly range: Interval;
  readonly tiles: readonly Tile[];
  readonly waits: readonly Wait[];
  /** What shows it all, looked up once more: of a long boot it takes several times the room of the tiles. */
  readonly tiling: () => Tiling;
}

/** The boots of one run in tiles, each worked out when first asked for. */
export interface Tilings {
  /** Request to ACTIVE, or to where it ends before; undefined where it has no length. */
  readonly createOf: (boot: Boot) => Tiled | undefined;
  readonly deleteOf: (boot: Boot) => Tiled | undefined;
  /** Where the tiling of a boot ends: ready, failed, deleted, or last seen. */
  readonly endOf: (boot: Boot) => number;
}

export function tellTilings(told: Told): Tilings {
  const { trace, run } = told;
  const evidence = evidenceByInstance(trace);
  const endOf = (boot: Boot): number => readyOf(boot, run.readyBy) ?? boot.errorUs ?? boot.deleteUs ?? Math.min(trace.endUs ?? run.toUs, lastSignOf(boot, evidence(boot.index)));
  const tell = (phase: "create" | "delete", range: Interval, boot: Boot): Tiled => {
    const tiling = (): Tiling => tilingOf(phase, range, boot, evidence(boot.index), told);
    const first = tiling();
    return { range, tiles: tilesOf(first), waits: first.waits, tiling };
  };
  const created = new Map<Boot, Tiled | undefined>();
  return {
    createOf(boot) {
      if (!created.has(boot)) {
        const endUs = endOf(boot);
        const { requestUs } = boot;
        created.set(boot, requestUs === undefined || endUs <= requestUs ? undefined : tell("create", { startUs: requestUs, endUs: Math.min(endUs, boot.activeUs ?? endUs) }, boot));
      }
      return created.get(boot);
    },
    deleteOf: (boot) =>
      boot.deleteUs === undefined || boot.goneUs === undefined || boot.goneUs <= boot.deleteUs ? undefined : tell("delete", { startUs: boot.deleteUs, endUs: boot.goneUs }, boot),
    endOf,
  };
}

function tilingOf(phase: "create" | "delete", range: Interval, { index, instance }: Boot, own: OwnEvidence, { trace, run, lines }: Told): Tiling {
  const role = phase === "create" ? "boot" : "delete";
  const ownLines = instance.ownLines().filter((line) => line.role === role && line.atUs >= range.startUs && line.atUs <= range.endUs);
  return {
    range,
    phase,
    stages: phase === "create" ? bootStages(instance, ownLines, range.startUs, range.endUs) : deleteStages(instance, range.startUs, range.endUs),
    waits: lines.mainWaits(index, role).filter(isContended),
    spans: ownSpans(own, role, instance.id, range, trace.endUs ?? run.toUs),
    lines: ownLines,
  };
}

/** ACTIVE, first echo reply, first login: the outside sees when each was reached, and no more. */
export function outsidePhases(boot: Boot, readyBy: BootRun["readyBy"]): readonly (Interval & { readonly phase: "ping" | "ssh" })[] {
  if (readyBy === "active" || boot.activeUs === undefined) return [];
  const stretches: (Interval & { readonly phase: "ping" | "ssh" })[] = [];
  const add = (phase: "ping" | "ssh", startUs: number, endUs: number | undefined): void => {
    if (endUs !== undefined && endUs > startUs) stretches.push({ phase, startUs, endUs });
  };
  // A poller may find the login open before it finds the echo reply.
  const pingUs = readyBy === "ssh" && boot.pingUs !== undefined ? Math.min(boot.pingUs, boot.sshUs ?? boot.pingUs) : boot.pingUs;
  add("ping", boot.activeUs, pingUs);
  if (readyBy === "ssh") add("ssh", Math.max(boot.activeUs, pingUs ?? boot.activeUs), boot.sshUs);
  return stretches;
}

/** Where an unfinished boot is last seen: a milestone, a line of its own, a wait that has not ended. */
function lastSignOf({ instance, lastUs, requestUs }: Boot, { acquisitions }: OwnEvidence): number {
  const lastLineUs = instance.ownLines().findLast(({ role }) => role === "boot")?.atUs ?? 0;
  const lastWaitUs = acquisitions.findLast(({ actor, acquiredUs }) => actor.role === "boot" && acquiredUs !== undefined)?.acquiredUs ?? 0;
  return Math.max(lastUs, requestUs ?? 0, lastLineUs, lastWaitUs);
}

/** Waits below what the source can show are no contention. */
function isContended({ awaited }: Wait): boolean {
  return isEvent(awaited) || (awaited.waitUs ?? 0) >= awaited.resolutionUs;
}

/** Who made a wait last. */
export function holderOf(awaited: Awaited, blaming: Blaming): string | null {
  if (isEvent(awaited)) return null;
  const holder = blaming.mainHolder(awaited);
  return holder === undefined ? awaited.holder ?? null : nameOfTaker(holder);
}

/** What covers the instance's time: operations on its behalf, and holds other than that of its own instance lock, which spans all. */
function ownSpans({ acquisitions, operations }: OwnEvidence, role: "boot" | "delete", instanceId: string, range: Interval, logEndUs: number): readonly Span[] {
  const spans: Span[] = [];
  for (const { operation, name, actor, startUs, endUs, place } of operations) {
    if (actor.role !== role || NO_EVIDENCE.has(operation)) continue;
    const inside = clip({ startUs, endUs }, range);
    if (inside !== undefined) spans.push({ startUs: inside.startUs, endUs: inside.endUs, name: `${operation}: ${name}`, resource: null, kind: "work", place });
  }
  for (const acquisition of acquisitions) {
    const { actor, lock, resourceClass, place, resource, form } = acquisition;
    // A libvirt job is held by a call that is shown itself.
    if (actor.role !== role || lock === instanceId || resource === "permit" || resource === "job" || form === "traced") continue;
    const held = heldStretch(acquisition, logEndUs);
    const inside = held === undefined ? undefined : clip(held, range);
    if (inside !== undefined) spans.push({ startUs: inside.startUs, endUs: inside.endUs, name: `holds ${resourceClass}`, resource: resourceClass, kind: "work", place });
  }
  return spans;
}
