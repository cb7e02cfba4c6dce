import { bisector, group, least, median } from "d3-array";
import type { Acquisition, Trace } from "../../model/trace.ts";
import { acquiredForCall } from "../acquired-for-call.ts";
import { heldStretch } from "../blame.ts";
import { AT_ONCE_US, CONNECTION_TEST } from "../connection-test.ts";
import { CLIENT_REQUESTS, type Pool } from "../pool.ts";
import { fullClient } from "./full-client.ts";

/** A look-up of a domain is always tested for; of other calls those that mostly come right after a test. */
const LOOK_UP = /DomainLookup/;
const MOSTLY = 0.5;

/** More threads of nova do not call at once: what is left over was made for something that names no domain. */
const MOST_WAITING = 256;

/**
 * A test names no domain, and the look-up behind it does: they are of one boot. Who is answered sends what he wanted at once, so the test is the one
 * answered as long before the look-up was read as is usual; where the client had as many requests in hand as it may, the first one answered since, for one connection carries
 * calls in the order in which they were sent. Tests for what names no domain either are nobody's. Gives what is now known of each test of a boot or a delete: whose it is.
 */
export function connectionTests({ acquisitions, endUs = 0 }: Pick<Trace, "acquisitions" | "endUs">, pools: ReadonlyMap<string, Pool>): ReadonlyMap<Acquisition, Acquisition> {
  const calls = acquisitions.filter(({ resourceClass, acquiredUs }) => resourceClass === CLIENT_REQUESTS && acquiredUs !== undefined);
  const owned = [...group(calls, ({ identity }) => identity)].flatMap(([identity, own]) => {
    const permits = pools.get(identity)?.permits;
    const full = permits === undefined ? undefined : fullClient(own.flatMap((call) => heldStretch(call, endUs) ?? []), permits);
    return testsOfConnection(own, (readUs) => full?.sinceUs(readUs));
  });
  if (owned.length === 0) return new Map();
  const workerOf = acquiredForCall(acquisitions.filter((one) => one.resource === "permit" && one.resourceClass !== CLIENT_REQUESTS && isTest(one)));
  return new Map(owned.flatMap(([test, tested]) => [test, workerOf(test)].flatMap((passage) => (passage === undefined ? [] : [[passage, ownedLike(passage, tested)] as const]))));
}

function ownedLike(passage: Acquisition, { actor: { instance, role, requestId } }: Acquisition): Acquisition {
  return { ...passage, actor: { ...passage.actor, instance, role, requestId } };
}

const byAnswer = bisector(answeredUs);

/** Each test, and the tested call of a boot or a delete behind it. `fullSinceUs`: since when there was no room for a call that was read then. */
function testsOfConnection(calls: readonly Acquisition[], fullSinceUs: (readUs: number) => number | undefined): readonly (readonly [Acquisition, Acquisition])[] {
  const read = [...calls].sort((a, b) => (a.acquiredUs ?? 0) - (b.acquiredUs ?? 0) || a.place.line - b.place.line);
  const isTested = testedCalls(read);
  const usualUs = usualGapUs(read, isTested);
  const waiting: Acquisition[] = [];
  return read.flatMap((call) => {
    if (isTest(call)) waiting.push(call);
    if (waiting.length > MOST_WAITING) waiting.shift();
    if (!isTested(call)) return [];
    const readUs = call.acquiredUs ?? 0;
    const test = behindOthers(waiting, fullSinceUs(readUs), readUs) ?? least(answered(waiting, readUs - AT_ONCE_US, readUs), (one) => Math.abs(readUs - usualUs - answeredUs(one)));
    if (test === undefined) return [];
    waiting.splice(waiting.indexOf(test), 1);
    return call.actor.instance === undefined ? [] : [[test, call] as const];
  });
}

/** From the answer to a test to what was tested for, where only one test may have been it, µs. */
function usualGapUs(read: readonly Acquisition[], isTested: (call: Acquisition) => boolean): number {
  const tests = read.filter(isTest).sort((a, b) => answeredUs(a) - answeredUs(b));
  const gaps = read.filter(isTested).flatMap(({ acquiredUs = 0 }) => {
    const [from, to] = [byAnswer.left(tests, acquiredUs - AT_ONCE_US), byAnswer.right(tests, acquiredUs)];
    const only = tests[from];
    return only === undefined || to - from !== 1 ? [] : [acquiredUs - answeredUs(only)];
  });
  return median(gaps) ?? 0;
}

function isTest({ by = "", actor }: Acquisition): boolean {
  return actor.instance === undefined && CONNECTION_TEST.test(by);
}

/** Of the tests answered while there was no room the first. */
function behindOthers(tests: readonly Acquisition[], sinceUs: number | undefined, byUs: number): Acquisition | undefined {
  return sinceUs === undefined ? undefined : least(answered(tests, sinceUs - AT_ONCE_US, byUs), answeredUs);
}

function answered(tests: readonly Acquisition[], sinceUs: number, byUs: number): readonly Acquisition[] {
  return tests.filter(({ releasedUs }) => releasedUs !== undefined && releasedUs >= sinceUs && releasedUs <= byUs);
}

function answeredUs({ releasedUs = 0 }: Acquisition): number {
  return releasedUs;
}

/** Calls on a domain that is in hand already, and all but the first of a list, are not tested for. */
function testedCalls(read: readonly Acquisition[]): (call: Acquisition) => boolean {
  const others = read.flatMap((call, index) => (isTest(call) ? [] : [{ by: call.by ?? "", isBehindTest: index > 0 && CONNECTION_TEST.test(read[index - 1]?.by ?? "") }]));
  const tested = new Set(
    [...group(others, ({ by }) => by)].filter(([by, own]) => LOOK_UP.test(by) || own.filter(({ isBehindTest }) => isBehindTest).length > MOSTLY * own.length).map(([by]) => by),
  );
  return ({ by = "" }) => tested.has(by);
}
