import { bisectLeft, group, median, sum } from "d3-array";
import { formatDuration } from "../../lib/duration.ts";
import { countOf, formatCount } from "../../lib/quantity.ts";
import type { Acquisition, Trace } from "../../model/trace.ts";
import type { Pool } from "../pool.ts";
import { isSeen, keepsPace, LEAST_BEHIND } from "./hand-over-pace.ts";
import { goesOnWith, tellAround, type Around, type Holder } from "./lines-around.ts";
import { PASSING_US } from "../passing.ts";

/** Waiting together that is worth telling, µs. */
const LEAST_WAIT_US = 1_000_000;

/** One hold takes at most so many times as long as is usual for its function; what comes later had nothing to wait for. */
const MOST_USUAL = 2.5;

/** Of the acquisitions that somebody else was there for, those at the pace or handed on. */
const HANDED_SHARE = 0.7;

/** Acquisitions of a lock that nobody held that show what one usually does before it. */
const LEAST_FREE = 5;

/** A logged end and the acquisition that it allowed are so close together, µs. */
const SOON_US = 20_000;

export interface ToldLock {
  readonly pool: Pool;
  /** What is now known of each acquisition of the lock. */
  readonly told: ReadonlyMap<Acquisition, Acquisition>;
}

/**
 * Locks within a process whose lines say who got them and not how long that took (`Got semaphore "compute_resources" for method
 * "instance_claim"...`, before oslo stated durations): they have one permit, so that who was there before the one inside got it waits until the
 * next gets it. A request is there since its own last line, its last call to libvirt, or the end of its own last hold. Since other work may
 * lie between, this is told only where acquisitions follow one another at a narrow pace for each function while the time since arrival
 * differs from one to the next: work that merely precedes a lock does the opposite. Or where holders show that they handed it on: they write
 * nothing, and go on as the next one gets the lock. So is a hold told that lasts longer than the pace. Where releases are logged, acquisitions have to follow them at once.
 * Lines about the file of such a lock (Grizzly's `Attempting to grab file lock "iptables"…`, `Got file lock "iptables" at …`) come after it was got within the
 * process, so that they tell the last part of the wait only; `Released file lock` is its release. Each service that shares such a file has a lock of its own before it.
 */
export function unstatedWaits(trace: Trace): readonly ToldLock[] {
  const silent = trace.acquisitions.filter(
    ({ resource, form, waitUs, fileWaitUs, acquiredUs, state }) =>
      resource === "lock" && form !== "traced" && waitUs === fileWaitUs && acquiredUs !== undefined && state !== "waiting" && state !== "abandoned",
  );
  const around = tellAround(trace);
  return [...group(silent, ({ identity, actor }) => `${identity}|${actor.service}`).values()].flatMap((own) =>
    own.length > LEAST_BEHIND
      ? tellLock(
          own.map((acquisition) => takenBy(acquisition, around)),
          trace.endUs ?? 0,
        )
      : [],
  );
}

interface Taken extends Holder {
  readonly acquisition: Acquisition;
}

/** It got the lock of the process when it began to wait for that of the file. */
function takenBy(acquisition: Acquisition, around: Around): Taken {
  const gotUs = (acquisition.acquiredUs ?? 0) - (acquisition.fileWaitUs ?? 0);
  return { acquisition, gotUs, ...around(acquisition, gotUs) };
}

function tellLock(unordered: readonly Taken[], untilUs: number): readonly ToldLock[] {
  const takes = [...unordered].sort((a, b) => a.gotUs - b.gotUs);
  const isAwaited = someoneThere(takes);
  const spacing = (index: number): number => (takes[index + 1]?.gotUs ?? untilUs) - (takes[index]?.gotUs ?? untilUs);
  // The same function has more to do in one request than in another.
  const kind = ({ acquisition: { by = "", actor } }: Taken): string => `${by} ${actor.role}`;
  const usualUs = new Map(
    [
      ...group(
        takes.map((take, index) => ({ take, index })),
        ({ take }) => kind(take),
      ),
    ].map(([by, own]) => [
      by,
      median(
        own.filter(({ index }) => isAwaited[index]),
        ({ index }) => spacing(index),
      ),
    ]),
  );
  const goesOn = takes.map((take, index) => goesOnWith(takes[index + 1], take));
  const isAtPace = takes.map((take, index) => isAwaited[index] === true && spacing(index) <= MOST_USUAL * (usualUs.get(kind(take)) ?? 0));
  const isHandedOn = takes.map((take, index) => {
    const { releasedUs } = take.acquisition;
    if (releasedUs !== undefined) return isAwaited[index] === true && Math.abs((takes[index + 1]?.gotUs ?? untilUs) - releasedUs) <= SOON_US;
    return goesOn[index] === true || isAtPace[index] === true;
  });
  const awaited = takes.map((take, index) => ({ take, index })).filter(({ index }) => isAwaited[index]);
  const handedOn = awaited.filter(({ index }) => isHandedOn[index]);
  if (handedOn.length < LEAST_BEHIND || handedOn.length < HANDED_SHARE * awaited.length) return [];

  const endUs = takes.map(
    (take, index) => take.acquisition.releasedUs ?? (isHandedOn[index] === true ? take.gotUs + spacing(index) : usualEnd(take, spacing(index), usualUs.get(kind(take)))),
  );
  const gapsUs = gapsOf(takes, endUs);
  const waitsUs = waitsOf(takes, endUs, withoutWork(takes.map(kind), gapsUs, waitsOf(takes, endUs, gapsUs)));
  const waitUs = sum(waitsUs);
  const isLogged = takes.every(({ acquisition: { releasedUs, state } }) => releasedUs !== undefined || state === "held");
  const passages = handedOn.map(({ take, index }) => ({
    by: kind(take),
    spacingUs: spacing(index),
    gapUs: gapsUs[index + 1] ?? 0,
    isAtPace: isAtPace[index] === true,
    isSeen: goesOn[index] === true,
  }));
  const isPaced = !isLogged && keepsPace(passages);
  if (waitUs < LEAST_WAIT_US || !(isLogged || isPaced || isSeen(passages))) return [];
  const [first] = takes;
  const waited = waitsUs.filter((us) => us > PASSING_US).length;
  const paceUs = median(handedOn, ({ index }) => spacing(index));
  const followed = isLogged ? "as it was released" : `${isPaced ? "at its pace," : "as that one went on, after"} ${formatDuration(paceUs ?? 0)} (median)`;
  const basis = `of ${countOf(takes.length, "acquisition")} ${formatCount(waited)} came while it was held, and ${formatCount(handedOn.length)} followed the one before ${followed}`;
  const pool = { identity: first?.acquisition.identity ?? "", permits: 1, inferred: true, basis, option: undefined };
  return [{ pool, told: new Map(takes.map(({ acquisition }, index) => [acquisition, told(acquisition, waitsUs[index] ?? 0, endUs[index])])) }];
}

function told(acquisition: Acquisition, waitUs: number, endUs: number | undefined): Acquisition {
  const { state, acquiredUs = 0, fileWaitUs = 0 } = acquisition;
  const ended = endUs === undefined || state !== "released" ? {} : { releasedUs: endUs, holdUs: Math.max(0, endUs - acquiredUs) };
  return { ...acquisition, form: "inferred", waitUs: (waitUs > PASSING_US ? waitUs : 0) + fileWaitUs, ...ended };
}

/** Whether somebody who got it later was there already as it was taken. */
function someoneThere(takes: readonly Taken[]): readonly boolean[] {
  const there: boolean[] = [];
  let earliestUs = Number.POSITIVE_INFINITY;
  for (const { gotUs, sinceUs } of [...takes].reverse()) {
    there.push(earliestUs < gotUs);
    earliestUs = Math.min(earliestUs, sinceUs);
  }
  return there.reverse();
}

function usualEnd({ gotUs }: Taken, spacingUs: number, usualUs: number | undefined): number | undefined {
  return usualUs === undefined ? undefined : gotUs + Math.min(usualUs, spacingUs);
}

/** How long before it got the lock each was there: since its last line, call or hold. */
function gapsOf(takes: readonly Taken[], endUs: readonly (number | undefined)[]): readonly number[] {
  const ownEndUs = new Map<string, number>();
  return takes.map(({ acquisition: { actor }, gotUs, sinceUs }, index) => {
    const request = actor.requestId ?? `${actor.instance ?? ""}`;
    const thereUs = Math.max(sinceUs, ownEndUs.get(request) ?? sinceUs);
    ownEndUs.set(request, endUs[index] ?? gotUs);
    return Math.max(0, gotUs - thereUs);
  });
}

/** Those gaps less what usually lies in them where nobody held the lock: work that comes before it and writes nothing. */
function withoutWork(kinds: readonly string[], gapsUs: readonly number[], heldUs: readonly number[]): readonly number[] {
  const free = kinds.map((kind, index) => ({ kind, gapUs: gapsUs[index] ?? 0, heldUs: heldUs[index] })).filter((gap) => gap.heldUs === 0 && gap.gapUs > 0);
  const workUs = new Map([...group(free, ({ kind }) => kind)].map(([kind, own]) => [kind, own.length < LEAST_FREE ? 0 : median(own, ({ gapUs }) => gapUs)]));
  return gapsUs.map((us, index) => Math.max(0, us - (workUs.get(kinds[index] ?? "") ?? 0)));
}

/** For how much of that others held the lock. Holds follow one another. */
function waitsOf(takes: readonly Taken[], endUs: readonly (number | undefined)[], gapsUs: readonly number[]): readonly number[] {
  const heldSoFar: number[] = [0];
  for (const [index, { gotUs }] of takes.entries()) heldSoFar.push((heldSoFar.at(-1) ?? 0) + Math.max(0, (endUs[index] ?? gotUs) - gotUs));
  const startsUs = takes.map(({ gotUs }) => gotUs);
  const heldUntil = (atUs: number): number => {
    const before = bisectLeft(startsUs, atUs);
    return (heldSoFar[before] ?? 0) - Math.max(0, (endUs[before - 1] ?? atUs) - atUs);
  };
  return takes.map(({ gotUs }, index) => Math.round(heldUntil(gotUs) - heldUntil(gotUs - (gapsUs[index] ?? 0))));
}
