import { hasText, textsOf } from "../lib/few.ts";
import type { RecordHead } from "../model/event.ts";
import type { Trail } from "./raw.ts";
import type { Retention } from "./retention.ts";

/** The trails of one log: those of the newest boots and deletes and their instances, and the newest of the rest. Of every instance the first line. */
export interface TrailShelf {
  /** The trail of that request or instance; an empty one if it has none. */
  readonly of: (id: string, source: number, head: Pick<RecordHead, "clock" | "service">) => Trail;
  readonly find: (id: string, source: number) => Trail | undefined;
  /** A line was added to one of them. */
  readonly noted: () => void;
  readonly all: () => ReadonlyMap<string, readonly Trail[]>;
  /** How many lines were given up. */
  readonly dropped: () => number;
}

/** What a trail takes beside its lines, in lines. */
const TRAIL_COST = 20;

export function trailShelf({ lines: room, requestMatters, instanceMatters }: Retention): TrailShelf {
  const trails = new Map<string, Trail[]>();
  let dropped = 0;

  const staysOne = (id: string, { instances, causes }: Trail): boolean => {
    if (hasText(instances, id)) return instanceMatters(id);
    if (requestMatters(id)) return true;
    for (const cause of textsOf(causes)) if (requestMatters(cause)) return true;
    return false;
  };
  const stays = (id: string, list: readonly Trail[]): boolean => list.some((trail) => staysOne(id, trail));
  const linesOf = (list: readonly Trail[]): number => list.reduce((sum, { line }) => sum + line.length, 0);
  /** When an instance was first seen, and what a request was for (by what it did, or by what caused it), is still to be known of what is only told in short. */
  const isShortened = (id: string, { instances, causes, boots, deletes }: Trail): boolean =>
    boots || deletes || hasText(instances, id) || (causes !== undefined && instances !== undefined);
  const linesKept = (id: string, list: readonly Trail[]): number => list.reduce((sum, { instances, line }) => sum + (hasText(instances, id) ? Math.min(1, line.length) : 0), 0);
  /** In lines. Of one that was shortened nothing is left to be given up. */
  const costOf = (id: string, list: readonly Trail[]): number =>
    list.some((trail) => isShortened(id, trail)) ? linesOf(list) - linesKept(id, list) : linesOf(list) + TRAIL_COST * list.length;
  const shorten = (id: string, trail: Trail): void => {
    const kept = hasText(trail.instances, id) ? 1 : 0;
    trail.atUs = trail.atUs.slice(0, kept);
    trail.line = trail.line.slice(0, kept);
  };

  /** Lists that grew have room for more. */
  const fit = (trail: Trail): void => {
    trail.atUs = trail.atUs.slice();
    trail.line = trail.line.slice();
  };

  room.join({
    settle: () => {
      let loose = 0;
      for (const [id, list] of trails) if (!stays(id, list)) loose += costOf(id, list);
      return loose;
    },
    giveUp: (count) => {
      let left = count;
      for (const [id, list] of trails) {
        if (left <= 0) return;
        if (stays(id, list)) continue;
        left -= costOf(id, list);
        if (list.some((trail) => isShortened(id, trail))) {
          dropped += linesOf(list) - linesKept(id, list);
          for (const trail of list) shorten(id, trail);
        } else {
          dropped += linesOf(list);
          trails.delete(id);
        }
      }
    },
  });

  return {
    of: (id, source, { clock, service }) => {
      const known = trails.get(id)?.find((one) => one.source === source && one.clock === clock && one.service === service);
      if (known !== undefined) return known;
      // Before it is there, or it might be given up at once.
      room.fill(TRAIL_COST);
      const trail: Trail = { id, source, clock, service, atUs: [], line: [], instances: undefined, boots: false, deletes: false, causes: undefined, periodic: false };
      const list = trails.get(id);
      if (list === undefined) trails.set(id, [trail]);
      else list.push(trail);
      return trail;
    },
    find: (id, source) => trails.get(id)?.find((trail) => trail.source === source),
    noted: () => {
      room.fill(1);
    },
    all: () => {
      for (const list of trails.values()) for (const trail of list) fit(trail);
      return trails;
    },
    dropped: () => dropped,
  };
}
