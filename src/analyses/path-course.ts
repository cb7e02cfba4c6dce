import type { Interval } from "../lib/intervals.ts";
import type { PathStretch } from "../model/run.ts";
import type { Place } from "../model/trace.ts";
import { isEvent, type Awaited } from "./awaited.ts";

/** What time on a critical path was spent with. */
export interface Spent {
  /** Index into the trace's instances; undefined: work of nobody's boot. */
  readonly instance: number | undefined;
  readonly kind: PathStretch["kind"];
  readonly name: string;
  /** What it belongs to the path for: its holder handed it over here, or it was waited for without a known holder. */
  readonly through: Awaited | undefined;
  readonly place: Place | undefined;
}

/** A stretch of the critical path. */
export interface PathPiece extends Interval, Spent {}

/**
 * The last stretch of a way, and the way up to it: ways that were one at first have that in common, so that those of all boots together take little more room than one.
 * Some of what lies further back is known at once, so that a way is cut, and its longest stretches are found, in steps that grow with the logarithm of its length.
 */
export interface Course extends PathPiece {
  /** The stretch before; they touch, and differ in more than their time. */
  readonly before: Course | undefined;
  /** Number of stretches up to and with this one. */
  readonly depth: number;
  /** Further back: past the two leaps before it where these are equal, else the stretch before (Myers 1983, An applicative random-access stack). */
  readonly leap: Course | undefined;
  /** The longest from this one back to, and without, where it leaps; undefined: itself. */
  readonly longest: Course | undefined;
}

/** A way that goes on until an instant. */
export function continueCourse(way: Course | undefined, startUs: number, endUs: number, spent: Spent): Course {
  const goesOn = way !== undefined && isAlike(way, spent);
  const before = goesOn ? way.before : way;
  const near = before?.leap;
  const leapsTwice = before !== undefined && near !== undefined && before.depth - near.depth === near.depth - depthOf(near.leap);
  const own: Course = {
    startUs: goesOn ? way.startUs : startUs, endUs, instance: spent.instance, kind: spent.kind, name: spent.name, through: spent.through, place: spent.place,
    before, depth: depthOf(before) + 1, leap: leapsTwice ? near.leap : before, longest: leapsTwice ? longer(longestOf(before), longestOf(near)) : undefined,
  };
  return leapsTwice && longer(own, longestOf(own)) === own ? { ...own, longest: undefined } : own;
}

/** Whether two stretches that follow one another differ in nothing but their time. */
function isAlike(a: Spent, b: Spent): boolean {
  return (
    a.instance === b.instance &&
    a.kind === b.kind &&
    a.name === b.name &&
    (a.through === b.through || (a.through !== undefined && b.through !== undefined && isSameResource(a.through, b.through)))
  );
}

function isSameResource(a: Awaited, b: Awaited): boolean {
  if (isEvent(a) || isEvent(b)) return isEvent(a) && isEvent(b) && a.event === b.event;
  return a.resource === b.resource && a.resourceClass === b.resourceClass && a.actor.service === b.actor.service;
}

function depthOf(course: Course | undefined): number {
  return course?.depth ?? 0;
}

function longestOf(course: Course): Course {
  return course.longest ?? course;
}

/** Of equal ones the earlier. */
function longer<Stretch extends Interval>(a: Stretch, b: Stretch): Stretch {
  const by = b.endUs - b.startUs - (a.endUs - a.startUs);
  return by > 0 || (by === 0 && b.startUs < a.startUs) ? b : a;
}

/**
 * The pieces of a way from an instant on, in order of time, without gap. At most so many, if said: the shorter ones of more are told as part of the longer one before them.
 */
export function piecesOf(way: Course | undefined, fromUs: number, most = Number.POSITIVE_INFINITY): readonly PathPiece[] {
  if (way === undefined || way.endUs <= fromUs) return [];
  const first = firstAfter(way, fromUs);
  const all = way.depth - first.depth + 1 <= most;
  const listed = all ? wholeWay(way, first) : [first, ...longestBetween(way, first, most - 1, fromUs)];
  return listed.map((course, index) => {
    const { startUs, endUs, instance, kind, name, through, place } = course;
    return { startUs: Math.max(startUs, fromUs), endUs: all ? endUs : listed[index + 1]?.startUs ?? way.endUs, instance, kind, name, through, place };
  });
}

/** The first stretch of a way that ends after an instant. */
function firstAfter(way: Course, us: number): Course {
  for (let at = way; ; ) {
    const back = at.leap !== undefined && at.leap.endUs > us ? at.leap : at.before;
    if (back === undefined || back.endUs <= us) return at;
    at = back;
  }
}

function wholeWay(last: Course, first: Course): readonly Course[] {
  const found: Course[] = [];
  for (let at: Course | undefined = last; at !== undefined && at.depth >= first.depth; at = at.before) found.push(at);
  return found.reverse();
}

/** Part of a way, from its last stretch back to, and without, a depth, with the longest of it. */
interface Part {
  readonly last: Course;
  readonly above: number;
  readonly longest: Course;
}

/** The longest stretches of a way, in order of time, without the first one; that counts as one of them if it is as long from an instant on. */
function longestBetween(last: Course, first: Course, number: number, fromUs: number): readonly Course[] {
  const found: Course[] = [];
  const parts = [partOf(last, first.depth)].filter((part) => part !== undefined);
  let left: Interval | undefined = { startUs: Math.max(first.startUs, fromUs), endUs: first.endUs };
  for (let count = 0; count < number; count++) {
    let best: Part | undefined;
    for (const part of parts) if (best === undefined || longer(best.longest, part.longest) === part.longest) best = part;
    if (left !== undefined && (best === undefined || longer<Interval>(best.longest, left) === left)) {
      left = undefined;
      continue;
    }
    if (best === undefined) break;
    const { last: end, above, longest } = best;
    found.push(longest);
    const rest = [partOf(end, longest.depth), partOf(longest.before, above)].filter((part) => part !== undefined);
    parts.splice(parts.indexOf(best), 1, ...rest);
  }
  return found.sort((a, b) => a.startUs - b.startUs);
}

function partOf(last: Course | undefined, above: number): Part | undefined {
  if (last === undefined || last.depth <= above) return undefined;
  let longest = last;
  for (let at: Course | undefined = last; at !== undefined && at.depth > above; ) {
    const leaps: boolean = depthOf(at.leap) >= above;
    longest = longer(longest, leaps ? longestOf(at) : at);
    at = leaps ? at.leap : at.before;
  }
  return { last, above, longest };
}
