import { min } from "d3-array";
import type { OwnLine, Role } from "../model/trace.ts";
import type { Joins } from "./join-instances.ts";
import { inOrder, type Placing } from "./placing.ts";
import type { Trail } from "./raw.ts";

/** The requests of one instance. */
export interface Requests {
  readonly boot: readonly string[];
  readonly delete: readonly string[];
}

export interface OwnLines {
  /** The first line of the boot, µs UTC; undefined if there is none. */
  readonly arrivalUs: (instance: string, requests: Requests) => number | undefined;
  /** In order of time. */
  readonly all: (instance: string, requests: Requests) => readonly OwnLine[];
}

/**
 * Which records are an instance's own: all of its requests; where a request asked for several instances, only those tagged with this one, and
 * so where no request is known.
 */
export function ownLinesOf(trailsOf: (id: string) => readonly Trail[], joins: Joins, { at, serviceOf }: Pick<Placing, "at" | "serviceOf">): OwnLines {
  const alone = (requestId: string): boolean => (joins.requests.get(requestId)?.instances.size ?? 1) <= 1;
  const isPlaced = ({ source, clock, atUs: [first] }: Trail): boolean => first !== undefined && at(source, clock, first) !== undefined;
  const placed = (ids: readonly string[]): readonly Trail[] => ids.flatMap(trailsOf).filter(isPlaced);
  const trails = (instance: string, requests: Requests): Readonly<Record<"boot" | "delete", readonly Trail[]>> => {
    const own = { boot: placed(requests.boot.filter(alone)), delete: placed(requests.delete.filter(alone)) };
    return own.boot.length + own.delete.length > 0 ? own : { boot: placed([instance]), delete: [] };
  };
  const linesOf = (trail: Trail, role: Role): readonly OwnLine[] => {
    const { source, clock, line } = trail;
    const service = serviceOf(trail, source);
    return trail.atUs.flatMap((rawUs, index) => {
      const atUs = at(source, clock, rawUs);
      return atUs === undefined ? [] : [{ atUs, service, role, place: { source, line: line[index] ?? 0 } }];
    });
  };
  return {
    arrivalUs: (instance, requests) => min(trails(instance, requests).boot, ({ source, clock, atUs }) => at(source, clock, min(atUs) ?? 0)),
    all: (instance, requests) => {
      const own = trails(instance, requests);
      return [...own.boot.flatMap((trail) => linesOf(trail, "boot")), ...own.delete.flatMap((trail) => linesOf(trail, "delete"))].sort(inOrder);
    },
  };
}
