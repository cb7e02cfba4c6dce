import { rememberWithin } from "../lib/bounded-map.ts";
import type { RecordHead } from "../model/event.ts";
import { signOfFunction, type Sign } from "./request-signs.ts";
import type { ThreadWork, Writer } from "./raw.ts";

/**
 * How much is kept of what may turn out to be nobody's business here: the newest so many of each. Every contended wait, the holds that caused
 * it, and the milestones that a boot's length is told by stay, whatever there is of them: about 5 KB for each boot.
 */
export interface Room {
  /** Boots and deletes, each, of which every record is kept: about 40 KB for both. Of older ones the rest below applies. */
  readonly boots: number;
  /** Uncontended acquisitions, about 250 bytes each. Older ones are counted (see fold.ts). */
  readonly acquisitions: number;
  /** Operations, milestones and events, about 200 bytes each. Older ones are dropped. */
  readonly records: number;
  /** Levels of hardware, about 200 bytes each. */
  readonly gauges: number;
  /**
   * Lines of requests, of which only time and number are kept: about 20 bytes each; a request counts as 20. Those heard of first are dropped; of what tells
   * whose boot something was for, only the lines.
   */
  readonly lines: number;
  /** Lines of any one request or instance; later ones are not noted. */
  readonly linesOfOne: number;
}

const ROOM: Room = { boots: 1000, acquisitions: 10_000, records: 20_000, gauges: 60_000, lines: 200_000, linesOfOne: 20_000 };

/** What is shared by all logs that are paired: which requests are known to matter, and how much of the room is taken. */
export interface Retention {
  readonly room: Room;
  /** A request has shown that it boots or deletes instances: the one the record is tagged with, for one. */
  readonly sign: (head: RecordHead) => void;
  /** The same by a function that wants a lock. */
  readonly signOf: (name: string) => Sign;
  /** A libvirt domain was started or stopped. */
  readonly signDomain: (domain: string | undefined) => void;
  /** One of the newest boots or deletes did it. */
  readonly matters: (writer: Writer, work: ThreadWork | undefined, domain?: string) => boolean;
  readonly requestMatters: (requestId: string) => boolean;
  readonly instanceMatters: (instanceId: string) => boolean;
  /** Shelves of one kind share their room; those of the logs that were begun first give way first. */
  readonly acquisitions: SharedRoom;
  readonly records: SharedRoom;
  readonly gauges: SharedRoom;
  readonly lines: SharedRoom;
}

/** What takes room and can give it back. */
interface Shelf {
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
  const requests = new Map<string, true>();
  const instances = new Map<string, true>();
  const domains = new Map<string, true>();
  const signs = new Map<string, Sign>();
  const isNewest = (of: ReadonlyMap<string, true>, name: string | undefined): boolean => name !== undefined && of.has(name);
  return {
    room,
    sign: ({ requestId, instanceId }) => {
      if (requestId !== undefined && !requests.has(requestId)) rememberWithin(2 * room.boots, requests, requestId, true);
      if (instanceId !== undefined && !instances.has(instanceId)) rememberWithin(room.boots, instances, instanceId, true);
    },
    signOf: (name) => {
      const known = signs.get(name);
      if (known !== undefined || signs.has(name)) return known;
      const sign = signOfFunction(name);
      rememberWithin(MOST_FUNCTIONS, signs, name, sign);
      return sign;
    },
    signDomain: (domain) => {
      if (domain !== undefined && !domains.has(domain)) rememberWithin(room.boots, domains, domain, true);
    },
    matters: ({ requestId, globalRequestId, instanceId }, work, domain) =>
      isNewest(requests, requestId) ||
      isNewest(requests, globalRequestId) ||
      isNewest(domains, domain) ||
      isNewest(domains, work?.domain) ||
      (requestId === undefined && isNewest(instances, instanceId ?? work?.instanceId)),
    requestMatters: (requestId) => requests.has(requestId),
    instanceMatters: (instanceId) => instances.has(instanceId),
    acquisitions: sharedRoom(room.acquisitions),
    records: sharedRoom(room.records),
    gauges: sharedRoom(room.gauges),
    lines: sharedRoom(room.lines),
  };
}

/** Functions that want locks; services have hundreds. */
const MOST_FUNCTIONS = 4096;

/**
 * Looked after each time as much has been added as there is room for: so at most twice the room is taken, each thing is looked at a few times, and what shows
 * soon whose it is had time to.
 */
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
