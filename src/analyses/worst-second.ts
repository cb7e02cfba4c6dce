import { descending, group, sum } from "d3-array";
import { accumulated, countOver } from "../lib/integral.ts";
import { clip, totalUs, type Interval } from "../lib/intervals.ts";
import { countStretches, fillingStretches, type Stretches } from "../lib/stretches.ts";
import type { AwaitedResource, WaitForGraph } from "../model/run.ts";
import { resourceOf, waitOf, type Awaited, type Wait } from "./awaited.ts";
import type { Held } from "./blocked-holders.ts";
import { nameOfInstance, nameOfTaker } from "./names.ts";
import { resourceKey } from "./resource-key.ts";
import type { Study } from "./study.ts";

const SECOND_US = 1_000_000;

/** What a drawing has room for; the rest is counted. */
const MOST = { resources: 12, waiters: 60, holders: 12 };

/** Who waited for whom in the second in which boots waited most, or, without boots, anyone; null where nobody waited. */
export function worstSecond(study: Study): WaitForGraph | null {
  const { acquisitions, eventWaits } = study;
  const awaiteds: readonly Awaited[] = eventWaits.length === 0 ? acquisitions : [...acquisitions, ...eventWaits];
  const startUs = startOfWorst(timesOf(awaiteds, ({ actor }) => actor.role === "boot")) ?? startOfWorst(timesOf(awaiteds, () => true));
  if (startUs === undefined) return null;

  const second = { startUs, endUs: startUs + SECOND_US };
  const during: Wait[] = [];
  for (const awaited of awaiteds) {
    const wait = waitOf(awaited);
    const part = wait === undefined ? undefined : clip(wait, second);
    if (part !== undefined) during.push({ ...part, awaited });
  }
  const resources = [...group(during, ({ awaited }) => resourceKey(resourceOf(awaited))).values()].map((same) => awaitedResource(same, second, study));
  resources.sort((a, b) => descending(a.waitUs, b.waitUs) || (a.resource < b.resource ? -1 : 1));
  return { ...second, waitUs: totalUs(during), resources: resources.slice(0, MOST.resources), moreResources: Math.max(0, resources.length - MOST.resources) };
}

/** When each of these waited. In columns, since there may be millions. */
function timesOf(awaiteds: readonly Awaited[], counts: (awaited: Awaited) => boolean): Stretches {
  const waits = fillingStretches(awaiteds.length);
  for (const awaited of awaiteds) {
    const wait = counts(awaited) ? waitOf(awaited) : undefined;
    if (wait !== undefined) waits.push(wait.startUs, wait.endUs);
  }
  return waits.filled();
}

/** The second that begins with a wait and holds most waiting, the first of equals. One pass with two ends, after sorting. */
function startOfWorst(waits: Stretches): number | undefined {
  const { atUs, by } = countStretches(waits);
  let [best, bestUs] = [0, undefined as number | undefined];
  // Of both ends of the window: how far it got, how many wait there, and what they have waited so far.
  const from = { index: 0, waiting: 0, sumUs: 0, atUs: atUs[0] ?? 0 };
  const to = { ...from };
  const advance = (end: typeof from, toUs: number): void => {
    for (; (atUs[end.index] ?? Number.POSITIVE_INFINITY) <= toUs; end.index++) {
      const nowUs = atUs[end.index] ?? toUs;
      end.sumUs += end.waiting * (nowUs - end.atUs);
      end.atUs = nowUs;
      end.waiting += by[end.index] ?? 0;
    }
    end.sumUs += end.waiting * (toUs - end.atUs);
    end.atUs = toUs;
  };
  atUs.forEach((startUs, index) => {
    if ((by[index] ?? 0) < 0 || startUs === atUs[index - 1]) return;
    advance(from, startUs);
    advance(to, startUs + SECOND_US);
    if (to.sumUs - from.sumUs > best) [best, bestUs] = [to.sumUs - from.sumUs, startUs];
  });
  return bestUs;
}

function awaitedResource(waits: readonly Wait[], second: Interval, study: Study): AwaitedResource {
  const [first] = waits;
  const holders = first === undefined ? [] : holdersOf(waits, second, study);
  const waiters = [...group(waits, ({ awaited }) => nameOf(awaited, study))].map(([name, own]) => ({ name, waitUs: totalUs(own) })).sort(byTime(({ waitUs }) => waitUs));
  return {
    ...(first === undefined ? { kind: "lock", service: "", resource: "" } : resourceOf(first.awaited)),
    waitUs: totalUs(waits),
    waiters: waiters.slice(0, MOST.waiters),
    moreWaiters: Math.max(0, waiters.length - MOST.waiters),
    holders: holders.slice(0, MOST.holders),
    moreHolders: Math.max(0, holders.length - MOST.holders),
  };
}

function holdersOf(waits: readonly Wait[], second: Interval, study: Study): AwaitedResource["holders"] {
  const { blaming } = study;
  const byLock = group(waits.filter(({ awaited }) => "identity" in awaited), ({ awaited }) => ("identity" in awaited ? awaited.identity : ""));
  const shares = [...byLock].flatMap(([identity, own]) => {
    const burden = blaming.burden(identity, countOver(own));
    return blaming
      .holdsIn(identity, second)
      .map((held) => ({
        held,
        name: nameOf(held.acquisition, study),
        us: Math.round(accumulated(burden, Math.max(held.startUs, second.startUs), Math.min(held.endUs, second.endUs))),
      }));
  });
  return [...group(shares.filter(({ us }) => us > 0), ({ name }) => name)]
    .map(([name, own]) => ({ name, waitCausedUs: sum(own, ({ us }) => us), waitsFor: awaitedBy(own.map(({ held }) => held), second, study) }))
    .sort(byTime(({ waitCausedUs }) => waitCausedUs));
}

/** What holders themselves waited for longest in that second, where that is most of it. */
function awaitedBy(holds: readonly Held[], second: Interval, { blaming }: Study): string | null {
  const blocked = holds.flatMap((held) => blaming.blockedIn(held)).flatMap((wait) => {
    const part = clip(wait, second);
    return part === undefined ? [] : [{ resource: resourceOf(wait.awaited).resource, us: part.endUs - part.startUs }];
  });
  const heldUs = sum(holds, (held) => totalUs([clip(held, second) ?? { startUs: 0, endUs: 0 }]));
  const [most] = [...group(blocked, ({ resource }) => resource)].map(([resource, own]) => ({ resource, us: sum(own, ({ us }) => us) })).sort((a, b) => b.us - a.us);
  return most !== undefined && 2 * most.us >= heldUs ? most.resource : null;
}

/** An instance where it is for one, so that a holder is known again as a waiter. */
function nameOf(awaited: Awaited, { trace }: Study): string {
  const instance = awaited.actor.instance === undefined ? undefined : trace.instances[awaited.actor.instance];
  if (instance !== undefined) return nameOfInstance(instance);
  return "identity" in awaited ? nameOfTaker(awaited) : awaited.actor.service;
}

function byTime<T extends { readonly name: string }>(us: (one: T) => number): (a: T, b: T) => number {
  return (a, b) => descending(us(a), us(b)) || (a.name < b.name ? -1 : 1);
}
