import { bisectLeft, bisector, bisectRight, deviation, group, max, mean, median, sum } from "d3-array";
import { formatDuration } from "../../lib/duration.ts";
import { countOf, formatCount } from "../../lib/quantity.ts";
import type { Acquisition, OwnLine, Trace } from "../../model/trace.ts";
import type { Pool } from "../pool.ts";
import { PASSING_US } from "./station.ts";

/** Waiting together that is worth telling, µs. */
const LEAST_WAIT_US = 1_000_000;

/** Acquisitions right behind another that show a pace. */
const LEAST_BEHIND = 5;

/** One hold takes at most so many times as long as is usual for its function; what comes later had nothing to wait for. */
const MOST_USUAL = 2.5;

/** Standard deviation of the times between acquisitions, over their mean: those that come as they please show 1. */
const MOST_SPREAD = 0.6;

/** A queue keeps a pace while the time since arrival differs; work that takes its time before a lock does not. Share of the deviation of that time. */
const MOST_OF_GAPS = 1 / 3;

/** Of the acquisitions that somebody else was there for, those at the pace. */
const PACED_SHARE = 0.7;

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
 * differs from one to the next: work that merely precedes a lock does the opposite. Where releases are logged, acquisitions have to follow them at once.
 * Lines about the file of such a lock (Grizzly's `Attempting to grab file lock "iptables"…`, `Got file lock "iptables" at …`) come after it was got within the
 * process, so that they tell the last part of the wait only; `Released file lock` is its release.
 */
export function unstatedWaits(trace: Trace): readonly ToldLock[] {
  const silent = trace.acquisitions.filter(({ resource, form, waitUs, fileWaitUs, acquiredUs, state }) => resource === "lock" && form !== "traced" && waitUs === fileWaitUs && acquiredUs !== undefined && state !== "waiting" && state !== "abandoned");
  const freeSince = tellFree(trace);
  return [...group(silent, ({ identity }) => identity).values()].flatMap((own) => (own.length > LEAST_BEHIND ? tellLock(own.map((acquisition) => takenBy(acquisition, freeSince)), trace.endUs ?? 0) : []));
}

interface Taken {
  readonly acquisition: Acquisition;
  /** When it got the lock of the process; that of a file may come after. */
  readonly gotUs: number;
  /** Since when it may have waited, but for its own last hold. */
  readonly sinceUs: number;
}

function takenBy(acquisition: Acquisition, freeSince: FreeSince): Taken {
  const gotUs = (acquisition.acquiredUs ?? 0) - (acquisition.fileWaitUs ?? 0);
  return { acquisition, gotUs, sinceUs: freeSince(acquisition, gotUs) };
}

function tellLock(unordered: readonly Taken[], untilUs: number): readonly ToldLock[] {
  const takes = [...unordered].sort((a, b) => a.gotUs - b.gotUs);
  const isAwaited = someoneThere(takes);
  const spacing = (index: number): number => (takes[index + 1]?.gotUs ?? untilUs) - (takes[index]?.gotUs ?? untilUs);
  // The same function has more to do in one request than in another.
  const kind = ({ acquisition: { by = "", actor } }: Taken): string => `${by} ${actor.role}`;
  const usualUs = new Map([...group(takes.map((take, index) => ({ take, index })), ({ take }) => kind(take))].map(([by, own]) => [by, median(own.filter(({ index }) => isAwaited[index]), ({ index }) => spacing(index))]));
  const isHandedOn = takes.map((take, index) => {
    if (isAwaited[index] !== true) return false;
    const { releasedUs } = take.acquisition;
    return releasedUs === undefined ? spacing(index) <= MOST_USUAL * (usualUs.get(kind(take)) ?? 0) : Math.abs((takes[index + 1]?.gotUs ?? untilUs) - releasedUs) <= SOON_US;
  });
  const paced = takes.map((take, index) => ({ take, index })).filter(({ index }) => isHandedOn[index]);
  if (paced.length < LEAST_BEHIND || paced.length < PACED_SHARE * isAwaited.filter(Boolean).length) return [];

  const endUs = takes.map((take, index) => take.acquisition.releasedUs ?? (isHandedOn[index] === true ? take.gotUs + spacing(index) : usualEnd(take, spacing(index), usualUs.get(kind(take)))));
  const gapsUs = gapsOf(takes, endUs);
  const waitsUs = waitsOf(takes, endUs, gapsUs);
  const waitUs = sum(waitsUs);
  const isLogged = takes.every(({ acquisition: { releasedUs, state } }) => releasedUs !== undefined || state === "held");
  if (waitUs < LEAST_WAIT_US || !(isLogged || keepsPace(paced.map(({ take, index }) => ({ by: kind(take), us: spacing(index) })), paced.map(({ index }) => gapsUs[index + 1] ?? 0)))) return [];
  const [first] = takes;
  const waited = waitsUs.filter((us) => us > PASSING_US).length;
  const paceUs = median(paced, ({ index }) => spacing(index));
  const basis = `of ${countOf(takes.length, "acquisition")} ${formatCount(waited)} came while it was held, and ${formatCount(paced.length)} followed the one before ${isLogged ? "as it was released" : `at its pace, ${formatDuration(paceUs ?? 0)} (median)`}`;
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

/** Whether the times between acquisitions are alike for each function, and far more so than the gaps before. */
function keepsPace(spacings: readonly { readonly by: string; readonly us: number }[], gapsUs: readonly number[]): boolean {
  const usual = new Map([...group(spacings, ({ by }) => by)].map(([by, own]) => [by, mean(own, ({ us }) => us) ?? 0]));
  const relative = deviation(spacings, ({ by, us }) => us / (usual.get(by) ?? us)) ?? 0;
  const absoluteUs = deviation(spacings, ({ by, us }) => us - (usual.get(by) ?? us)) ?? 0;
  return relative <= MOST_SPREAD && absoluteUs < MOST_OF_GAPS * (deviation(gapsUs) ?? 0);
}

/** Since when whoever took a lock may have waited for it. µs. */
type FreeSince = (acquisition: Acquisition, gotUs: number) => number;

/** Since when the request had nothing else to do before an acquisition, as far as its process shows: for work of nobody known, the acquisition itself. */
function tellFree({ instances, sources, operations }: Trace): FreeSince {
  const lines = new Map<string, readonly OwnLine[]>();
  const calls = group(operations.filter(({ operation, actor, open }) => operation === "libvirt-api" && actor.instance !== undefined && !open), ({ actor }) => actor.instance);
  const callsUs = new Map([...calls].map(([instance, own]) => [instance, own.map(({ endUs }) => endUs).sort((a, b) => a - b)]));
  return ({ actor: { instance, role, service }, place }, gotUs) => {
    if (instance === undefined) return gotUs;
    const key = `${instance} ${role} ${service}`;
    let own = lines.get(key);
    if (own === undefined) lines.set(key, (own = (instances[instance]?.ownLines() ?? []).filter((line) => line.role === role && sources[line.place.source]?.service === service)));
    let after = byInstant.left(own, gotUs);
    for (let line = own[after]; line?.atUs === gotUs && line.place.source === place.source && line.place.line < place.line; line = own[after]) after++;
    const ends = callsUs.get(instance) ?? [];
    return max([own[after - 1]?.atUs, ends[bisectRight(ends, gotUs) - 1]], (us) => us) ?? gotUs;
  };
}

const byInstant = bisector((line: OwnLine) => line.atUs);
