import type { RecordHead } from "../model/event.ts";
import { signOfFunction, type Sign } from "./request-signs.ts";
import type { ThreadWork } from "./raw.ts";

/**
 * How much is kept of what may turn out to be nobody's business here: the newest so many of each. What is a boot's or a delete's, and every
 * contended wait with the holds that caused it, stays whatever there is of it.
 */
export interface Room {
  /** Uncontended acquisitions, about 400 bytes each. Older ones are counted (see fold.ts). */
  readonly acquisitions: number;
  /** Operations, about 300 bytes each. Older ones are dropped. */
  readonly operations: number;
  /** Lines of requests, of which only time and number are kept: about 20 bytes each. Those of the requests not heard of for longest are dropped. */
  readonly lines: number;
  /** Lines of any one request or instance; later ones are not noted. */
  readonly linesOfOne: number;
}

export const ROOM: Room = { acquisitions: 20_000, operations: 20_000, lines: 200_000, linesOfOne: 20_000 };

/** What is shared by all logs that are paired: which requests are known to matter, and how much of the room is taken. */
export interface Retention {
  readonly room: Room;
  /** A request has shown that it boots or deletes instances. */
  readonly sign: (requestId: string | undefined) => void;
  /** The same by a function that wants a lock. */
  readonly signOf: (name: string) => Sign;
  /** Known to be a boot's or a delete's, or done for one domain or instance. */
  readonly matters: (head: RecordHead, work: ThreadWork | undefined) => boolean;
  readonly requestMatters: (requestId: string) => boolean;
  /** Shelves of one kind share their room; those of the logs that were begun first give way first. */
  readonly acquisitions: SharedRoom;
  readonly operations: SharedRoom;
  readonly lines: SharedRoom;
}

/** What takes room and can give it back. */
export interface Shelf {
  /** Puts aside what turned out to matter, and says how much is left that may be given up. */
  readonly settle: () => number;
  /** Gives up so many of these, oldest first. */
  readonly giveUp: (count: number) => void;
}

export interface SharedRoom {
  readonly join: (shelf: Shelf) => void;
  /** So much more was put on a shelf. */
  readonly fill: (count: number) => void;
}

export function retention(room: Room = ROOM): Retention {
  const signed = new Set<string>();
  const signs = new Map<string, Sign>();
  const matters = (head: RecordHead, work: ThreadWork | undefined): boolean =>
    (head.requestId !== undefined && signed.has(head.requestId)) ||
    (head.globalRequestId !== undefined && signed.has(head.globalRequestId)) ||
    (head.requestId === undefined && head.instanceId !== undefined) ||
    work?.domain !== undefined ||
    work?.instanceId !== undefined;
  return {
    room,
    sign: (requestId) => {
      if (requestId !== undefined) signed.add(requestId);
    },
    signOf: (name) => {
      if (!signs.has(name)) signs.set(name, signOfFunction(name));
      return signs.get(name);
    },
    matters,
    requestMatters: (requestId) => signed.has(requestId),
    acquisitions: sharedRoom(room.acquisitions),
    operations: sharedRoom(room.operations),
    lines: sharedRoom(room.lines),
  };
}

/** Looked after each time as much has been added as there is room for: so at most twice the room is taken, and each thing is looked at about once. */
function sharedRoom(room: number): SharedRoom {
  const shelves: Shelf[] = [];
  let added = 0;
  return {
    join: (shelf) => {
      shelves.push(shelf);
    },
    fill: (count) => {
      added += count;
      if (added < room) return;
      added = 0;
      const loose = shelves.map((shelf) => shelf.settle());
      let excess = loose.reduce((sum, one) => sum + one, 0) - room;
      shelves.forEach((shelf, index) => {
        const count = Math.min(excess, loose[index] ?? 0);
        if (count > 0) shelf.giveUp(count);
        excess -= Math.max(0, count);
      });
    },
  };
}
