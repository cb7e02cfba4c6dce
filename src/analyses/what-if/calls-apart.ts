import { bisectLeft, bisectRight } from "d3-array";
import { PASSING_US } from "../passing.ts";
import type { Passage } from "./draw-line.ts";

/**
 * What a line asked of another service it waited for, so that such a call lies before, inside or after whatever else it passed. Where it crosses that by no more than clocks of two
 * hosts are apart, it is moved to the side on which most of it lies: else the line would seem to ask for a lock with a worker of the other service in hand.
 */
export function callsApart(passages: readonly Passage[]): readonly Passage[] {
  if (!passages.some(({ called }) => called)) return passages;
  const byRequest = [...passages].sort((a, b) => a.requestUs - b.requestUs);
  const byRelease = passages.filter(({ releasedUs }) => releasedUs !== undefined).sort((a, b) => endOf(a) - endOf(b));
  const requestsUs = byRequest.map(({ requestUs }) => requestUs);
  const releasesUs = byRelease.map(endOf);
  return passages.map((call) => {
    if (!call.called || call.releasedUs === undefined) return call;
    const { requestUs, releasedUs } = call;
    const begunBefore = byRequest
      .slice(bisectRight(requestsUs, Math.max(requestUs, releasedUs - PASSING_US)), bisectLeft(requestsUs, releasedUs))
      .find((other) => endOf(other) > releasedUs);
    if (begunBefore !== undefined && !beganWith(call, begunBefore)) return upTo(call, begunBefore.requestUs);
    const leftBefore = byRelease
      .slice(bisectLeft(releasesUs, releasedUs - PASSING_US), bisectLeft(releasesUs, releasedUs))
      .find((other) => other.acquiredUs <= requestUs && endOf(other) > requestUs);
    if (leftBefore !== undefined) return upTo(call, endOf(leftBefore));
    const takenAfter = byRequest.slice(bisectRight(requestsUs, requestUs), bisectRight(requestsUs, requestUs + PASSING_US)).find((other) => beganWith(call, other));
    return takenAfter === undefined ? call : since(call, takenAfter.acquiredUs);
  });
}

/** Another passage that was taken right after the call began, and given back after its end. */
function beganWith({ requestUs, releasedUs = requestUs }: Passage, other: Passage): boolean {
  const beganUs = other.acquiredUs - requestUs;
  return other.requestUs > requestUs && beganUs <= PASSING_US && beganUs < releasedUs - other.requestUs && endOf(other) > releasedUs;
}

function upTo(call: Passage, endUs: number): Passage {
  return { ...call, acquiredUs: Math.min(call.acquiredUs, endUs), releasedUs: endUs };
}

function since(call: Passage, startUs: number): Passage {
  return { ...call, requestUs: startUs, acquiredUs: Math.max(call.acquiredUs, startUs) };
}

function endOf({ acquiredUs, releasedUs = acquiredUs }: Passage): number {
  return releasedUs;
}
