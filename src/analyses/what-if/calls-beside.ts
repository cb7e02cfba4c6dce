import type { Interval } from "../../lib/intervals.ts";
import type { Acquisition } from "../../model/trace.ts";
import { acquiredForCall } from "../acquired-for-call.ts";
import { AT_ONCE_US, CONNECTION_TEST } from "../connection-test.ts";
import { CLIENT_REQUESTS } from "../pool.ts";

/** What nova asks about a domain in a thread of its own when libvirt tells that it changed (`handle_lifecycle_event` in nova/compute/manager.py); its other threads ask it too. */
const ASKS = /Domain(?:LookupBy(?:ID|Name|UUID)|GetInfo|GetState)$/;

/** Stamps are in ms. */
const CLOCK_US = 1000;

/** One call, with all that was acquired for it. */
interface Call extends Interval {
  readonly by: string;
  readonly acquisitions: readonly Acquisition[];
}

/**
 * Calls to libvirt that were made for a boot or a delete beside its own thread, one list for each thread that made them: those that began while another call of
 * it was open, or while it waited for an event, and what the same thread asked right after. libvirt's log tells the domain of a call, not who made it.
 */
export function callsBeside(acquisitions: readonly Acquisition[], eventWaits: readonly Interval[]): readonly (readonly Acquisition[])[] {
  const calls = callsOf(acquisitions);
  // Whose a test of the connection was, only what comes right after it tells.
  const tests = calls.filter(({ by }) => CONNECTION_TEST.test(by));
  const named = calls.filter(({ by }) => !CONNECTION_TEST.test(by));
  const threads = threadsBeside(named, eventWaits).map((thread) => thread.flatMap((call) => [...tests.filter((test) => follows(call, test)).slice(-1), call]));
  const beside = new Set(threads.flat());
  const own = named.filter((call) => !beside.has(call));
  // Behind a test may come what names no domain.
  const lone = tests.filter((test) => !beside.has(test) && (overlaps(test, eventWaits) || own.some((call) => call.startUs < test.startUs - CLOCK_US && isOpen(call, test))));
  return [...threads, ...lone.map((test) => [test])].map((thread) => thread.flatMap((call) => call.acquisitions));
}

function threadsBeside(calls: readonly Call[], eventWaits: readonly Interval[]): readonly (readonly Call[])[] {
  let own: Call[] = [];
  const beside: Call[][] = [];
  const put = (call: Call): void => {
    const last = beside.at(-1);
    if (last !== undefined && follows(call, last.at(-1))) last.push(call);
    else beside.push([call]);
  };
  for (const call of calls) {
    const before = own.at(-1);
    const isBusy = isOpen(before, call) || overlaps(call, eventWaits);
    if (asks(call) && (isBusy || (follows(call, beside.at(-1)?.at(-1)) && !follows(call, before)))) put(call);
    else {
      if (before !== undefined && asks(before) && isOpen(before, call)) {
        const from = chainStart(own);
        own.slice(from).forEach(put);
        own = own.slice(0, from);
      }
      own.push(call);
    }
  }
  return beside;
}

function asks({ by }: Call): boolean {
  return ASKS.test(by);
}

function isOpen(call: Call | undefined, next: Call): boolean {
  return call !== undefined && next.startUs < call.endUs - CLOCK_US;
}

function overlaps(call: Call, waits: readonly Interval[]): boolean {
  return waits.some(({ startUs, endUs }) => call.endUs > startUs + CLOCK_US && call.startUs < endUs - CLOCK_US);
}

function follows(call: Call, before: Call | undefined): boolean {
  return before !== undefined && call.startUs >= before.endUs - CLOCK_US && call.startUs <= before.endUs + AT_ONCE_US;
}

/** Where what the last of them is part of began: questions of one thread right after one another. */
function chainStart(calls: readonly Call[]): number {
  let from = calls.length - 1;
  for (;;) {
    const [call, before] = [calls[from], calls[from - 1]];
    if (call === undefined || before === undefined || !asks(before) || !follows(call, before)) return from;
    from--;
  }
}

/** In the order in which they were made. The permit of the client spans the whole call; where it is not logged, that of the worker stands for it. */
function callsOf(acquisitions: readonly Acquisition[]): readonly Call[] {
  const ofLibvirt = acquisitions.filter(({ form, acquiredUs, releasedUs }) => form === "job" && acquiredUs !== undefined && releasedUs !== undefined);
  const permits = ofLibvirt.filter(({ resource }) => resource === "permit");
  const ofClient = permits.filter(({ resourceClass }) => resourceClass === CLIENT_REQUESTS);
  const ofWorkers = permits.filter(({ resourceClass }) => resourceClass !== CLIENT_REQUESTS);
  const workerOf = acquiredForCall(ofClient.length > 0 ? ofWorkers : []);
  const jobOf = acquiredForCall(ofLibvirt.filter(({ resource }) => resource === "job"));
  return (ofClient.length > 0 ? ofClient : ofWorkers)
    .map((span) => {
      const worker = workerOf(span);
      const { acquiredUs = 0, waitUs = 0, releasedUs = 0, by = "" } = span;
      return { startUs: acquiredUs - waitUs, endUs: releasedUs, by, acquisitions: [span, worker, jobOf(worker ?? span)].filter((one) => one !== undefined) };
    })
    .sort((a, b) => a.startUs - b.startUs || a.endUs - b.endUs);
}
