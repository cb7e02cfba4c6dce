import { firstFrom } from "../lib/search.ts";
import type { Acquisition } from "../model/trace.ts";
import { isEvent } from "./awaited.ts";
import type { Blaming } from "./blame.ts";
import type { Held } from "./blocked-holders.ts";
import { nameOfTaker } from "./names.ts";
import { continueCourse, type Course, type Spent } from "./path-course.ts";
import { nameOfTile, type Tile } from "./timelines/tile.ts";

/** One boot's own steps, in order; they touch. */
export interface BootRecord {
  readonly instance: number;
  readonly tiles: readonly Tile[];
  /** Where each tile begins; apart from them, since a long path looks for its place often. */
  readonly startsUs: Float64Array;
  readonly startUs: number;
  readonly endUs: number;
}

/** What is looked up on the way back. */
export interface Looked {
  readonly blaming: Blaming;
  readonly recordOf: (instance: number | undefined) => BootRecord | undefined;
  /** Whether nobody else could have been let in at an instant. */
  readonly isFull: (awaited: Acquisition, atUs: number) => boolean;
}

/** Where two threads write of a release and of what it allowed, the lines may change places. µs. */
const LATE_RELEASE_US = 2_000;

/** How much later than the start it allowed the end of an inferred hold may be told: it is seen by other lines than its own. µs. */
const LATE_INFERRED_US = 20_000;

/**
 * Tells the way to where a boot was at an instant: back along its steps, and at the end of a wait to whoever released what was waited for then. What lies
 * before the end of a step, or before a hold was handed over, is the same whichever way comes there: it is told once.
 */
export function walkerBack(looked: Looked): (record: BootRecord, atUs: number) => Course | undefined {
  const known = new Map<Held | Tile, Course>();
  return (record, atUs) => walkBack(record, atUs, looked, known);
}

interface Stretch {
  readonly startUs: number;
  readonly endUs: number;
  readonly spent: Spent;
}

function walkBack(last: BootRecord, lastUs: number, { blaming, recordOf, isFull }: Looked, known: Map<Held | Tile, Course>): Course | undefined {
  /** Back from the last one. */
  const stretches: Stretch[] = [];
  /** What the walk came to, and how many stretches lie after it. */
  const reached: { readonly key: Held | Tile; readonly after: number }[] = [];
  let atUs = lastUs;
  const followed = new Set<Acquisition>();
  let record = last;
  /** The hold through whose hand-over the walk came to where it is. */
  let entry: Held | undefined;

  const goBack = (startUs: number, spent: Spent): void => {
    if (startUs >= atUs) return;
    stretches.push({ startUs, endUs: atUs, spent });
    atUs = startUs;
    // What ended later cannot be come to again.
    followed.clear();
  };

  /** Goes back from the end of a wait to the release that ended it, or to the start of the wait. */
  const followWait = (own: BootRecord, tile: Tile, awaited: Acquisition): void => {
    followed.add(awaited);
    const lateUs = awaited.form === "inferred" ? LATE_INFERRED_US : Math.min(LATE_RELEASE_US, 2 * awaited.resolutionUs);
    const waiting = { instance: own.instance, kind: "wait", name: nameOfTile(tile), through: awaited, place: awaited.place } as const;
    let asked = awaited;
    while (atUs > tile.startUs) {
      const held = blaming.lastReleased(awaited.identity, atUs, lateUs, asked);
      const { actor } = held?.acquisition ?? {};
      if (
        held === undefined ||
        held.endUs <= tile.startUs ||
        (actor?.instance !== undefined && actor.instance === own.instance) ||
        !(isFull(awaited, tile.startUs) || isFull(awaited, held.endUs - 1))
      )
        return goBack(tile.startUs, waiting);
      const other = actor?.role === "boot" ? recordOf(actor.instance) : undefined;
      const releasedUs = Math.min(atUs, held.endUs, other?.endUs ?? held.endUs);
      const jumps = other !== undefined && releasedUs > tile.startUs && releasedUs > other.startUs;
      goBack(jumps ? releasedUs : Math.min(atUs, held.endUs), { ...waiting, name: `hand-over of ${awaited.resourceClass}` });
      if (jumps) {
        record = other;
        entry = held;
        return;
      }
      goBack(Math.max(held.startUs, tile.startUs), {
        instance: undefined,
        kind: "work",
        name: nameOfTaker(held.acquisition),
        through: held.acquisition,
        place: held.acquisition.place,
      });
      asked = held.acquisition;
    }
  };

  let way: Course | undefined;
  for (;;) {
    const at = firstFrom(record.startsUs, atUs) - 1;
    const tile: Tile | undefined = record.tiles[at];
    if (tile === undefined) {
      goBack(Number.NEGATIVE_INFINITY, { instance: record.instance, kind: "arrival", name: "not yet requested", through: undefined, place: undefined });
      break;
    }
    const awaited = tile.kind === "wait" ? tile.awaited : undefined;
    const ended = awaited === undefined || isEvent(awaited) || tile.endUs !== atUs || awaited.acquiredUs !== atUs ? undefined : awaited;
    if (entry !== undefined && entry.startUs >= atUs) entry = undefined;
    // Where a wait ended, what was followed to this instant decides whether it is.
    const key: Held | Tile | undefined = ended !== undefined && followed.size > 0 ? undefined : entry ?? (tile.endUs === atUs ? tile : undefined);
    if (key !== undefined) {
      const told = known.get(key);
      if (told?.endUs === atUs) {
        way = told;
        break;
      }
      reached.push({ key, after: stretches.length });
    }
    const { instance } = record;
    const { kind, startUs } = tile;
    const name = nameOfTile(tile);
    if (awaited === undefined) {
      if (entry !== undefined) goBack(Math.max(entry.startUs, startUs), { instance, kind, name, through: entry.acquisition, place: entry.acquisition.place });
      goBack(startUs, { instance, kind, name, through: undefined, place: undefined });
    } else if (ended === undefined || followed.has(ended)) goBack(startUs, { instance, kind, name, through: awaited, place: awaited.place });
    else followWait(record, tile, ended);
  }
  for (let index = stretches.length - 1; index >= 0; index--) {
    const stretch = stretches[index];
    for (let here = reached.at(-1); here !== undefined && here.after > index; here = reached.at(-1)) {
      if (way !== undefined) known.set(here.key, way);
      reached.pop();
    }
    if (stretch !== undefined) way = continueCourse(way, stretch.startUs, stretch.endUs, stretch.spent);
  }
  for (const { key } of reached) if (way !== undefined) known.set(key, way);
  return way;
}
