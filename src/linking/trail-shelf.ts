import type { Clock } from "../model/event.ts";
import type { Trail } from "./raw.ts";
import type { Retention } from "./retention.ts";

/** The trails of one log: those of instances and of the newest boots and deletes, and the newest of the rest. */
export interface TrailShelf {
  /** The trail of that request or instance; an empty one if it has none. */
  readonly of: (id: string, source: number, clock: Clock) => Trail;
  readonly find: (id: string, source: number) => Trail | undefined;
  /** A line was added to one of them. */
  readonly noted: () => void;
  readonly all: () => ReadonlyMap<string, readonly Trail[]>;
  /** How many lines were given up. */
  readonly dropped: () => number;
}

/** What a trail takes beside its lines, in lines. */
const TRAIL_COST = 20;

export function trailShelf({ lines: room, requestMatters }: Retention): TrailShelf {
  const trails = new Map<string, Trail[]>();
  let dropped = 0;

  const staysOne = (id: string, { instances, causes }: Trail): boolean =>
    instances?.has(id) === true || requestMatters(id) || (causes !== undefined && [...causes].some(requestMatters));
  const stays = (id: string, list: readonly Trail[]): boolean => list.some((trail) => staysOne(id, trail));
  const linesOf = (list: readonly Trail[]): number => list.reduce((sum, { line }) => sum + line.length, 0);
  const isSigned = (list: readonly Trail[]): boolean => list.some(({ boots, deletes }) => boots || deletes);
  /** In lines. Of one that was emptied nothing is left to be given up. */
  const costOf = (list: readonly Trail[]): number => {
    const lines = linesOf(list);
    return lines === 0 && isSigned(list) ? 0 : lines + TRAIL_COST * list.length;
  };

  room.join({
    settle: () => {
      let loose = 0;
      for (const [id, list] of trails) if (!stays(id, list)) loose += costOf(list);
      return loose;
    },
    giveUp: (count) => {
      let left = count;
      for (const [id, list] of trails) {
        if (left <= 0) return;
        if (stays(id, list)) continue;
        left -= costOf(list);
        dropped += linesOf(list);
        // What it was for is still to be known of what it waited for.
        if (isSigned(list)) for (const trail of list) trail.atUs = trail.line = [];
        else trails.delete(id);
      }
    },
  });

  return {
    of: (id, source, clock) => {
      const known = trails.get(id)?.find((one) => one.source === source && one.clock === clock);
      if (known !== undefined) return known;
      // Before it is there, or it might be given up at once.
      room.fill(TRAIL_COST);
      const trail: Trail = { id, source, clock, atUs: [], line: [], instances: undefined, boots: false, deletes: false, causes: undefined, periodic: false };
      const list = trails.get(id);
      if (list === undefined) trails.set(id, [trail]);
      else list.push(trail);
      return trail;
    },
    find: (id, source) => trails.get(id)?.find((trail) => trail.source === source),
    noted: () => {
      room.fill(1);
    },
    all: () => trails,
    dropped: () => dropped,
  };
}
