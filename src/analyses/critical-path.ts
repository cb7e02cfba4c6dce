import { greatest, min } from "d3-array";
import { columnOf } from "../lib/column.ts";
import type { PathStretch } from "../model/run.ts";
import type { Trace } from "../model/trace.ts";
import { resourceOf } from "./awaited.ts";
import type { Blaming } from "./blame.ts";
import type { Boot } from "./boots.ts";
import { continueCourse, piecesOf, type PathPiece } from "./path-course.ts";
import type { Pool } from "./pool.ts";
import { readyOf, type BootRun } from "./runs.ts";
import type { Tile } from "./timelines/tile.ts";
import { outsidePhases, type Tilings } from "./timelines/tilings.ts";
import { resourceKey } from "./resource-key.ts";
import { walkerBack, type BootRecord, type Looked } from "./walk-back.ts";

/** What must have gone faster for a boot to be ready earlier. */
export interface Path {
  /**
   * In order of time, without gap or overlap, from a request until a boot was ready. At most so many, if said: then the shorter ones are told as part of the
   * longer one before them.
   */
  readonly pieces: (most?: number) => readonly PathPiece[];
}

/** What must have gone faster for the last boot to be ready earlier: from the first request to the last ready. */
export interface CriticalPath extends Path {
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
  /** From a boot's own request until it was ready; without pieces where it never was. */
  readonly ofBoot: (boot: Boot) => Path;
}

/**
 * Walks back from the end, along the steps of the boot that was ready then. Where a wait ends it jumps to whoever released what was waited for
 * then, and goes on from there: for good if that was a boot, for the time of the wait if it was other work. A wait without a known release is a
 * piece of the path itself, and so is one for a pool that had room left: a release let nobody in. Where it comes to the request of a boot, the time before is
 * spent before that boot was asked for.
 */
export function tellPaths(known: Known): Paths {
  const recordOf = recordsOf(known);
  const wayTo = walkerBack({ blaming: known.blaming, recordOf, isFull: fullness(known) });
  const { readyBy, fromUs: startOfRunUs } = known.run;
  const pathTo = (last: Boot, fromUs: number, readyUs: number): Path => {
    const record = recordOf(last.index);
    const nothingTold = { instance: last.index, kind: "unexplained", name: "unexplained", through: undefined, place: undefined } as const;
    const way = record === undefined ? continueCourse(undefined, fromUs, readyUs, nothingTold) : wayTo(record, readyUs);
    return { pieces: (most) => piecesOf(way, fromUs, most) };
  };
  return {
    ofRun: (boots) => {
      const last = greatest(boots, (a, b) => (readyOf(a, readyBy) ?? Number.NEGATIVE_INFINITY) - (readyOf(b, readyBy) ?? Number.NEGATIVE_INFINITY));
      const readyUs = last === undefined ? undefined : readyOf(last, readyBy);
      if (last === undefined || readyUs === undefined) return undefined;
      const path = pathTo(last, min(boots, ({ requestUs }) => requestUs) ?? startOfRunUs, readyUs);
      return { ...path, byResourceUs: sumByResource(path.pieces()) };
    },
    ofBoot: (boot) => {
      const readyUs = readyOf(boot, readyBy);
      return boot.requestUs === undefined || readyUs === undefined ? NO_PATH : pathTo(boot, boot.requestUs, readyUs);
    },
  };
}

export const NO_PATH: Path = { pieces: () => [] };

function sumByResource(pieces: readonly PathPiece[]): ReadonlyMap<string, number> {
  const byResourceUs = new Map<string, number>();
  for (const { through, startUs, endUs } of pieces) {
    if (through === undefined) continue;
    const key = resourceKey(resourceOf(through));
    byResourceUs.set(key, (byResourceUs.get(key) ?? 0) + endUs - startUs);
  }
  return byResourceUs;
}

function recordsOf({ run, tilings }: Known): Looked["recordOf"] {
  const boots = new Map(run.boots.map((boot) => [boot.index, boot]));
  const records = new Map<number, BootRecord | undefined>();
  const tell = (boot: Boot): BootRecord | undefined => {
    const created = tilings.createOf(boot);
    if (created === undefined) return undefined;
    const { range } = created;
    const tiles = [...created.tiles, ...outsidePhases(boot, run.readyBy).map(({ phase, startUs, endUs }): Tile => ({ startUs, endUs, kind: "work", name: phase }))];
    return { instance: boot.index, tiles, startsUs: columnOf(tiles, (one) => one.startUs), startUs: range.startUs, endUs: tiles.at(-1)?.endUs ?? range.endUs };
  };
  return (instance) => {
    const boot = instance === undefined ? undefined : boots.get(instance);
    if (boot === undefined) return undefined;
    if (!records.has(boot.index)) records.set(boot.index, tell(boot));
    return records.get(boot.index);
  };
}

/** Whether nobody else could have been let in at an instant. */
function fullness({ blaming, pools }: Known): Looked["isFull"] {
  const permits = new Map<string, number>();
  const permitsOf = (identity: string): number => {
    let found = permits.get(identity);
    if (found === undefined) permits.set(identity, (found = pools.get(identity)?.permits ?? blaming.mostHolders(identity)));
    return found;
  };
  return ({ resource, identity }, atUs) => resource !== "permit" || blaming.holdsIn(identity, { startUs: atUs, endUs: atUs + 1 }).length >= permitsOf(identity);
}

/** A piece as the report tells it. */
export function stretchOf({ startUs, endUs, instance, kind, name, through }: PathPiece, { instances }: Pick<Trace, "instances">): PathStretch {
  return {
    startUs,
    endUs,
    instance: instance === undefined ? null : (instances[instance]?.id ?? null),
    kind,
    name,
    resource: through === undefined ? null : resourceOf(through).resource,
  };
}
