import type { Interval } from "../../lib/intervals.ts";
import type { ActivityNode } from "./activity.ts";
import { callsApart } from "./calls-apart.ts";

/** A passage through a queue, or a wait for something outside, on one line. */
export interface Passage {
  /** Undefined: nobody in the graph decides when it ends. */
  readonly queue: number | undefined;
  readonly requestUs: number;
  readonly acquiredUs: number;
  /** Undefined: nothing is held afterwards. */
  readonly releasedUs: number | undefined;
  /** Another service serves it, and the line does nothing else until it has its answer. */
  readonly called: boolean;
  /** Part of the wait that no known holder explains. */
  readonly unseen: Extract<ActivityNode, { readonly kind: "work" }> | undefined;
}

/** Something else that happens on the line at an instant; `resumeUs`: the line is idle until then. */
export interface Landmark {
  readonly atUs: number;
  readonly resumeUs: number;
  readonly node: ActivityNode;
}

/** What one source says was given back and another says was taken next may stand in the wrong order by the coarseness of their clocks, µs. */
const CLOCK_US = 1000;

/** By this much may a time that is worked out of two stamps and a length in whole milliseconds be off, µs. */
const ROUNDED_US = 2 * CLOCK_US;

interface Point {
  readonly atUs: number;
  /** Its place among the others. */
  readonly orderUs: number;
  readonly resumeUs: number;
  /** At one instant what is given back comes first. */
  readonly rank: number;
  readonly nodes: readonly ActivityNode[];
}

/** One node for all who pass the same queue: they may be millions. */
const acquireOf = nodesByQueue((queue) => ({ kind: "acquire", queue }));
const releaseOf = nodesByQueue((queue) => ({ kind: "release", queue }));

function nodesByQueue(make: (queue: number) => ActivityNode): (queue: number) => ActivityNode {
  const made: ActivityNode[] = [];
  return (queue) => (made[queue] ??= make(queue));
}

/** Nodes of one line in order of time: work wherever it neither waits nor is idle. */
export function drawLine(range: Interval, passages: readonly Passage[], landmarks: readonly Landmark[]): readonly ActivityNode[] {
  const points: Point[] = landmarks.map(({ atUs, resumeUs, node }) => ({ atUs, orderUs: atUs, resumeUs, rank: 2, nodes: [node] }));
  for (const { queue, requestUs, acquiredUs, releasedUs, unseen } of oneAfterAnother(ownOnce(callsApart(passages)))) {
    const before: readonly ActivityNode[] = unseen === undefined ? [] : [unseen];
    if (queue === undefined && unseen === undefined) continue;
    if (queue === undefined || releasedUs === undefined) points.push({ atUs: requestUs, orderUs: requestUs, resumeUs: acquiredUs, rank: 1, nodes: before });
    else {
      points.push({ atUs: requestUs, orderUs: requestUs, resumeUs: acquiredUs, rank: 1, nodes: [...before, acquireOf(queue)] });
      points.push({ atUs: releasedUs, orderUs: Math.max(releasedUs - CLOCK_US, requestUs + 0.5), resumeUs: releasedUs, rank: 0, nodes: [releaseOf(queue)] });
    }
  }
  points.sort((a, b) => a.orderUs - b.orderUs || a.rank - b.rank || a.atUs - b.atUs);
  const nodes: ActivityNode[] = [];
  let cursorUs = range.startUs;
  for (const point of points) {
    if (point.atUs > cursorUs) {
      nodes.push({ kind: "work", startUs: cursorUs, endUs: point.atUs });
      cursorUs = point.atUs;
    }
    nodes.push(...point.nodes);
    cursorUs = Math.max(cursorUs, point.resumeUs);
  }
  if (range.endUs > cursorUs) nodes.push({ kind: "work", startUs: cursorUs, endUs: range.endUs });
  return nodes;
}

/** A line has a queue's permit once: a second hold of the same inside the first would wait for itself. What took no time by a coarse clock comes before what it seems to lie in. */
function ownOnce(passages: readonly Passage[]): readonly Passage[] {
  const heldUntilUs = new Map<number, number>();
  return [...passages]
    .sort((a, b) => a.acquiredUs - b.acquiredUs || Number(tookTime(a)) - Number(tookTime(b)) || (b.releasedUs ?? 0) - (a.releasedUs ?? 0))
    .flatMap((passage) => {
      const { queue, requestUs, acquiredUs, releasedUs } = passage;
      if (queue === undefined || releasedUs === undefined) return [passage];
      const untilUs = heldUntilUs.get(queue) ?? Number.NEGATIVE_INFINITY;
      if (acquiredUs < untilUs) return [];
      heldUntilUs.set(queue, releasedUs);
      return [requestUs < untilUs ? { ...passage, requestUs: untilUs } : passage];
    });
}

/** A line asks for one thing once it has the one before: how long it waited is rounded, so that it may seem to have asked a little earlier. `passages`: in order of acquisition. */
function oneAfterAnother(passages: readonly Passage[]): readonly Passage[] {
  let hadUs = Number.NEGATIVE_INFINITY;
  return passages.map((passage) => {
    const { requestUs, acquiredUs } = passage;
    const beforeUs = hadUs;
    hadUs = Math.max(hadUs, acquiredUs);
    return requestUs < beforeUs && requestUs > beforeUs - ROUNDED_US ? { ...passage, requestUs: beforeUs } : passage;
  });
}

function tookTime({ acquiredUs, releasedUs = acquiredUs }: Passage): boolean {
  return releasedUs > acquiredUs;
}
