import { bisectLeft, greatest, min } from "d3-array";
import type { Interval } from "../lib/intervals.ts";
import type { PathStretch } from "../model/report.ts";
import type { Acquisition, Place, Trace } from "../model/trace.ts";
import { isEvent, resourceOf, type Awaited } from "./awaited.ts";
import type { Blaming } from "./blame.ts";
import type { Held } from "./blocked-holders.ts";
import type { Boot } from "./boots.ts";
import { nameOfTaker } from "./names.ts";
import type { Pool } from "./pool.ts";
import { readyOf, type BootRun } from "./runs.ts";
import type { Tile } from "./timelines/tile.ts";
import { outsidePhases, type Tilings } from "./timelines/tilings.ts";
import { resourceKey } from "./resource-key.ts";

/** A stretch of the critical path. */
export interface PathPiece extends Interval {
  /** Index into the trace's instances; undefined: work of nobody's boot. */
  readonly instance: number | undefined;
  readonly kind: PathStretch["kind"];
  readonly name: string;
  /** What it belongs to the path for: its holder handed it over here, or it was waited for without a known holder. */
  readonly through: Awaited | undefined;
  readonly place: Place | undefined;
}

type Spent = Omit<PathPiece, "startUs" | "endUs">;

/** What must have gone faster for the last boot to be ready earlier. */
export interface CriticalPath {
  /** In order of time, without gap or overlap from the first request to the last ready. */
  readonly pieces: readonly PathPiece[];
  /** Time on the path by resource (awaited.ts: resourceKey): in holds handed over on it, and in waits without a known holder. */
  readonly byResourceUs: ReadonlyMap<string, number>;
}

interface Known {
  readonly run: BootRun;
  readonly tilings: Tilings;
  readonly blaming: Blaming;
  readonly pools: ReadonlyMap<string, Pool>;
}

/** The critical paths of one run. */
export interface Paths {
  /** From the first request of these boots to the last of them ready; undefined where none became ready. */
  readonly ofRun: (boots: readonly Boot[]) => CriticalPath | undefined;
  /** From a boot's own request until it was ready; empty where it never was. */
  readonly ofBoot: (boot: Boot) => readonly PathPiece[];
}

/**
 * Walks back from the end, along the steps of the boot that was ready then. Where a wait ends it jumps to whoever released what was waited for
 * then, and goes on from there: for good if that was a boot, for the time of the wait if it was other work. A wait without a known release is a
 * piece of the path itself, and so is one for a pool that had room left: a release let nobody in. Where it comes to the request of a boot, the time before is spent before that boot was asked for.
 */
export function tellPaths(known: Known): Paths {
  const walk = walker(known);
  const { readyBy, fromUs: startOfRunUs } = known.run;
  return {
    ofRun: (boots) => {
      const last = greatest(boots, (a, b) => (readyOf(a, readyBy) ?? Number.NEGATIVE_INFINITY) - (readyOf(b, readyBy) ?? Number.NEGATIVE_INFINITY));
      const readyUs = last === undefined ? undefined : readyOf(last, readyBy);
      if (last === undefined || readyUs === undefined) return undefined;
      const pieces = walk(last, min(boots, ({ requestUs }) => requestUs) ?? startOfRunUs, readyUs);
      return { pieces, byResourceUs: sumByResource(pieces) };
    },
    ofBoot: (boot) => {
      const readyUs = readyOf(boot, readyBy);
      return boot.requestUs === undefined || readyUs === undefined ? [] : walk(boot, boot.requestUs, readyUs);
    },
  };
}

function sumByResource(pieces: readonly PathPiece[]): ReadonlyMap<string, number> {
  const byResourceUs = new Map<string, number>();
  for (const { through, startUs, endUs } of pieces) {
    if (through === undefined) continue;
    const key = resourceKey(resourceOf(through));
    byResourceUs.set(key, (byResourceUs.get(key) ?? 0) + endUs - startUs);
  }
  return byResourceUs;
}

/** One boot's own steps, in order; they touch. */
interface BootRecord {
  readonly instance: number;
  readonly tiles: readonly Tile[];
  /** Where each tile begins; apart from them, since a long path looks for its place often. */
  readonly startsUs: Float64Array;
  readonly startUs: number;
  readonly endUs: number;
}

type RecordOf = (instance: number | undefined) => BootRecord | undefined;

function recordsOf({ run, tilings }: Known): RecordOf {
  const boots = new Map(run.boots.map((boot) => [boot.index, boot]));
  const records = new Map<number, BootRecord | undefined>();
  const tell = (boot: Boot): BootRecord | undefined => {
    const created = tilings.createOf(boot);
    if (created === undefined) return undefined;
    const { range } = created.tiling;
    const tiles = [...created.tiles, ...outsidePhases(boot, run.readyBy).map(({ phase, ...stretch }): Tile => ({ ...stretch, name: phase, kind: "work", wait: undefined }))];
    return { instance: boot.index, tiles, startsUs: Float64Array.from(tiles, (one) => one.startUs), startUs: range.startUs, endUs: tiles.at(-1)?.endUs ?? range.endUs };
  };
  return (instance) => {
    const boot = instance === undefined ? undefined : boots.get(instance);
    if (boot === undefined) return undefined;
    if (!records.has(boot.index)) records.set(boot.index, tell(boot));
    return records.get(boot.index);
  };
}

/** Where two threads write of a release and of what it allowed, the lines may change places. µs. */
const LATE_RELEASE_US = 2_000;

/** How much later than the start it allowed the end of an inferred hold may be told: it is seen by other lines than its own. µs. */
const LATE_INFERRED_US = 20_000;

function walker(known: Known): (last: Boot, fromUs: number, readyUs: number) => readonly PathPiece[] {
  const { blaming } = known;
  const [recordOf, isFull] = [recordsOf(known), fullness(known)];
  return (last, fromUs, readyUs) => walkBack(last, fromUs, readyUs, { blaming, recordOf, isFull });
}

interface Looked {
  readonly blaming: Blaming;
  readonly recordOf: RecordOf;
  readonly isFull: ReturnType<typeof fullness>;
}

function walkBack(last: Boot, fromUs: number, readyUs: number, { blaming, recordOf, isFull }: Looked): readonly PathPiece[] {
  const pieces: (Spent & { startUs: number; readonly endUs: number })[] = [];
  let atUs = readyUs;
  /** Goes back to an instant, telling what the time was spent with. */
  const goBack = (toUs: number, spent: Spent): void => {
    const startUs = Math.max(toUs, fromUs);
    if (startUs >= atUs) return;
    const after = pieces.at(-1);
    if (after !== undefined && isAlike(after, spent)) after.startUs = startUs;
    else pieces.push({ startUs, endUs: atUs, instance: spent.instance, kind: spent.kind, name: spent.name, through: spent.through, place: spent.place });
    atUs = startUs;
  };
  const followed = new Set<Acquisition>();
  let record = recordOf(last.index);
  /** The hold through whose hand-over the walk came to where it is. */
  let entry: Held | undefined;

  /** Goes back from the end of a wait to the release that ended it, or to the start of the wait. */
  const followWait = (own: BootRecord, tile: Tile, awaited: Acquisition): void => {
    followed.add(awaited);
    const lateUs = awaited.form === "inferred" ? LATE_INFERRED_US : Math.min(LATE_RELEASE_US, 2 * awaited.resolutionUs);
    const waiting = { instance: own.instance, kind: "wait", name: tile.name, through: awaited, place: awaited.place } as const;
    let asked = awaited;
    while (atUs > Math.max(tile.startUs, fromUs)) {
      const held = blaming.lastReleased(awaited.identity, atUs + lateUs, asked);
      const { actor } = held?.acquisition ?? {};
      if (held === undefined || held.startUs >= atUs || held.endUs <= tile.startUs || (actor?.instance !== undefined && actor.instance === own.instance) || !(isFull(awaited, tile.startUs) || isFull(awaited, held.endUs - 1))) return goBack(tile.startUs, waiting);
      const other = actor?.role === "boot" ? recordOf(actor.instance) : undefined;
      const releasedUs = Math.min(atUs, held.endUs, other?.endUs ?? held.endUs);
      const jumps = other !== undefined && releasedUs > tile.startUs && releasedUs > other.startUs;
      goBack(jumps ? releasedUs : Math.min(atUs, held.endUs), { ...waiting, name: `hand-over of ${awaited.resourceClass}` });
      if (jumps) {
        record = other;
        entry = held;
        return;
      }
      goBack(Math.max(held.startUs, tile.startUs), { instance: undefined, kind: "work", name: nameOfTaker(held.acquisition), through: held.acquisition, place: held.acquisition.place });
      asked = held.acquisition;
    }
  };

  while (atUs > fromUs) {
    if (record === undefined) goBack(fromUs, { instance: last.index, kind: "unexplained", name: "unexplained", through: undefined, place: undefined });
    else {
      const tile: Tile | undefined = record.tiles[bisectLeft(record.startsUs, atUs) - 1];
      const awaited = tile?.wait?.awaited;
      if (tile === undefined) goBack(fromUs, { instance: record.instance, kind: "arrival", name: "not yet requested", through: undefined, place: undefined });
      else if (tile.kind !== "wait" || awaited === undefined) {
        const { instance } = record;
        const { kind, name, startUs } = tile;
        if (entry !== undefined) goBack(Math.max(entry.startUs, startUs), { instance, kind, name, through: entry.acquisition, place: entry.acquisition.place });
        goBack(startUs, { instance, kind, name, through: undefined, place: undefined });
      } else if (isEvent(awaited) || tile.endUs !== atUs || awaited.acquiredUs !== atUs || followed.has(awaited)) {
        goBack(tile.startUs, { instance: record.instance, kind: "wait", name: tile.name, through: awaited, place: awaited.place });
      } else followWait(record, tile, awaited);
    }
  }
  return pieces.reverse();
}

/** Whether nobody else could have been let in at an instant. */
function fullness({ blaming, pools }: Known): (awaited: Acquisition, atUs: number) => boolean {
  const permits = new Map<string, number>();
  const permitsOf = (identity: string): number => {
    let found = permits.get(identity);
    if (found === undefined) permits.set(identity, (found = pools.get(identity)?.permits ?? blaming.mostHolders(identity)));
    return found;
  };
  return ({ resource, identity }, atUs) => resource !== "permit" || blaming.holdsIn(identity, { startUs: atUs, endUs: atUs + 1 }).length >= permitsOf(identity);
}

/** Whether two pieces that follow one another differ in nothing but their time. */
function isAlike(a: Spent, b: Spent): boolean {
  return a.instance === b.instance && a.kind === b.kind && a.name === b.name && keyOf(a.through) === keyOf(b.through);
}

function keyOf(awaited: Awaited | undefined): string | undefined {
  return awaited === undefined ? undefined : resourceKey(resourceOf(awaited));
}

/** At most so many pieces that still leave no gap: the shorter ones of more are told as part of the longer one before them. */
export function abridge(pieces: readonly PathPiece[], most: number): readonly PathPiece[] {
  if (pieces.length <= most) return pieces;
  const kept = new Set([...pieces].sort((a, b) => b.endUs - b.startUs - (a.endUs - a.startUs) || a.startUs - b.startUs).slice(0, most - 1));
  const told: PathPiece[] = [];
  for (const piece of pieces) {
    const before = told.at(-1);
    if (kept.has(piece) || before === undefined) told.push(piece);
    else told[told.length - 1] = { ...before, endUs: piece.endUs };
  }
  return told;
}

/** A piece as the report tells it. */
export function stretchOf({ startUs, endUs, instance, kind, name, through }: PathPiece, { instances }: Pick<Trace, "instances">): PathStretch {
  return { startUs, endUs, instance: instance === undefined ? null : (instances[instance]?.id ?? null), kind, name, resource: through === undefined ? null : resourceOf(through).resource };
}
