import { greatest, rollups, sum } from "d3-array";
import { clip, overlapUs } from "../../lib/intervals.ts";
import type { Hotspot } from "../../model/hotspot.ts";
import type { Acquisition, Place } from "../../model/trace.ts";
import { isEvent, resourceOf, waitOf, type Wait } from "../awaited.ts";
import type { Held } from "../blocked-holders.ts";
import type { Doing } from "../doing.ts";
import { nameOfInstance, nameOfTaker } from "../names.ts";
import type { Study } from "../study.ts";
import type { Quoteless } from "../quoteless.ts";
import { longestWaits } from "./longest-waits.ts";

/** The longest waits, of which the chain is told. */
const CHAINS = 3;

/** Links told of one chain. */
const LONGEST = 8;

type Chain = Quoteless<Hotspot>["chains"][number];
type Link = Chain["links"][number];

/**
 * The blocking chains behind the longest of these waits: who held it most of the time, and what that holder spent most of this time on: if waiting, who
 * held that, and so on to the root. A wait without a known holder has none.
 */
export function chains(waits: readonly Acquisition[], study: Study): readonly Chain[] {
  return longestWaits(waits, CHAINS).map((wait) => chainOf(wait, study)).filter(({ links }) => links.length > 0);
}

function chainOf(waiting: Acquisition, study: Study): Chain {
  const links: Link[] = [];
  const places: Place[] = [waiting.place];
  const seen = new Set<string>();
  let wait: Wait | undefined = waitOf(waiting);
  while (wait !== undefined && !isEvent(wait.awaited) && !seen.has(wait.awaited.identity) && links.length < LONGEST) {
    const { awaited }: Wait = wait;
    seen.add(awaited.identity);
    const holds = study.blaming.holdsIn(awaited.identity, wait);
    const held = longestOf(holds, wait);
    if (held === undefined) break;
    const most = mostOf(study.doing(held), clip(held, wait) ?? held);
    const { acquisition, startUs, endUs } = held;
    links.push({
      holder: nameOfWorker(acquisition, study, waiting),
      resource: acquisition.resourceClass,
      heldUs: endUs - startUs,
      holds: holds.length,
      waitsFor: most?.awaited === undefined ? null : resourceOf(most.awaited).resource,
      doing: most === undefined || most.awaited !== undefined ? null : most.name,
    });
    places.push(acquisition.place);
    wait = most?.awaited === undefined ? undefined : { startUs: most.startUs, endUs: most.endUs, awaited: most.awaited };
  }
  return { waiter: nameOfWorker(waiting, study), waitUs: waiting.waitUs ?? 0, links, evidence: places };
}

/** The hold that covers most of a wait. */
function longestOf(holds: readonly Held[], wait: Wait): Held | undefined {
  return greatest(holds, (a, b) => overlapUs(a, wait) - overlapUs(b, wait));
}

/** What took most of a stretch; of several pieces of it the longest, cut to the stretch. */
function mostOf(doing: readonly Doing[], range: { readonly startUs: number; readonly endUs: number }): Doing | undefined {
  const inside = doing.flatMap((piece) => {
    const part = clip(piece, range);
    return part === undefined ? [] : [{ ...piece, ...part }];
  });
  const length = ({ startUs, endUs }: Doing): number => endUs - startUs;
  const most = greatest(rollups(inside, (pieces) => ({ pieces, us: sum(pieces, length) }), ({ name }) => name), ([, a], [, b]) => a.us - b.us)?.[1].pieces ?? [];
  return greatest(most, (a, b) => length(a) - length(b));
}

/** Whose work it was, as exactly as known; what makes work of its own instance wait is other work of that. */
function nameOfWorker(acquisition: Acquisition, { trace }: Study, waiting?: Acquisition): string {
  const instance = acquisition.actor.instance === undefined ? undefined : trace.instances[acquisition.actor.instance];
  const taker = nameOfTaker(acquisition);
  if (instance === undefined) return taker;
  const isOwn = acquisition.actor.instance === waiting?.actor.instance;
  const name = isOwn ? `other work for ${nameOfInstance(instance)}` : nameOfInstance(instance);
  // A traced lock is called by the function that takes it.
  return acquisition.by === undefined || taker === name || taker === acquisition.resourceClass ? name : `${name}: ${taker}`;
}
