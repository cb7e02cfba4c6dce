import { descending, greatest, group, least, max, min } from "d3-array";
import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import { BUILD_STEPS } from "../model/build-steps.ts";
import type { MilestoneName } from "../model/event.ts";
import type { ClockOffset } from "../model/report.ts";
import { askedOf } from "./asked-of.ts";
import type { Lineage } from "./link-source.ts";
import type { PlacedClocks } from "./place-clocks.ts";
import type { PairedSource, RawOperation } from "./raw.ts";

/** Stamps are in milliseconds: what seems to come before its cause by no more is no sign, µs. */
const COARSE_US = 2000;

/** Only zones, which are placed before, put clocks further apart, µs. */
const FURTHEST_US = 450_000_000;

/** At least so many causes must seem to come after what they caused before a clock is moved. */
const LEAST_SIGNS = 3;

/** Something on one host that must have come before something on another, and how much later it stands there, µs (below zero: earlier). */
interface Order {
  readonly before: string;
  readonly after: string;
  readonly lateUs: number;
}

export interface BoundClocks {
  /** µs to add to what any clock of a host says, once it is placed. */
  readonly shiftOf: (host: string | undefined) => number;
  readonly offsets: readonly ClockOffset[];
}

/**
 * Bounds how far the clocks of hosts are apart by what must come before what: a request before the lines of it elsewhere, a call before it is received, and its answer
 * before it is there; the choice of a host before the build on it, and a build before the ports that are made for it. A clock is moved only as far as causes would else come after what they caused. The host that most of it begins on is taken to be right.
 * `lineages`: in order of source.
 */
export function boundClocks(lineages: readonly Lineage[], hosts: readonly (string | undefined)[], { toUtc }: PlacedClocks): BoundClocks {
  const known = lineages.map((lineage) => ({ ...lineage, host: hosts[lineage.sources[0] ?? -1] ?? "" }));
  const several = new Set(known.map(({ host }) => host)).size > 1;
  const orders = several ? ordersOf(known, toUtc) : [];
  const shifts = new Map<string, number>();
  const offsets: ClockOffset[] = [];
  const reference = greatest(group(orders, ({ before }) => before), ([one, own], [other, others]) => own.length - others.length || descending(one, other))?.[0];
  if (reference === undefined) return { shiftOf: () => 0, offsets };

  shifts.set(reference, 0);
  for (let next = nextOf(orders, shifts); next !== undefined; next = nextOf(orders, shifts)) {
    const offset = offsetOf(next, orders, shifts);
    shifts.set(next, offset.offsetUs);
    offsets.push({ host: next, reference, ...offset });
  }
  return { shiftOf: (host) => shifts.get(host ?? "") ?? 0, offsets };
}

/** A host that something links to those whose clocks are bounded already. */
function nextOf(orders: readonly Order[], shifts: ReadonlyMap<string, number>): string | undefined {
  const linked = orders.flatMap(({ before, after }) => (shifts.has(before) === shifts.has(after) ? [] : [shifts.has(before) ? after : before]));
  return min(linked);
}

function offsetOf(host: string, orders: readonly Order[], shifts: ReadonlyMap<string, number>): Pick<ClockOffset, "offsetUs" | "lowUs" | "highUs" | "basis"> {
  const shiftOf = (other: string): number => shifts.get(other) ?? 0;
  const atLeast = orders.filter(({ before, after }) => after === host && shifts.has(before)).map(({ before, lateUs }) => shiftOf(before) - lateUs);
  const atMost = orders.filter(({ before, after }) => before === host && shifts.has(after)).map(({ after, lateUs }) => shiftOf(after) + lateUs);
  const [lowUs, highUs] = [max(atLeast), min(atMost)];
  const behind = atLeast.filter((us) => us > COARSE_US).length;
  const ahead = atMost.filter((us) => us < -COARSE_US).length;
  const agree = lowUs === undefined || highUs === undefined || lowUs <= highUs + COARSE_US;
  const wantedUs = behind >= LEAST_SIGNS ? lowUs ?? 0 : ahead >= LEAST_SIGNS ? highUs ?? 0 : 0;
  const offsetUs = agree && Math.abs(wantedUs) <= FURTHEST_US ? Math.round(wantedUs) : 0;
  const links = countOf(atLeast.length + atMost.length, "pair");
  const basis = agree
    ? `${links} of cause and effect on both hosts${offsetUs === 0 ? " in their order" : `, of which ${Math.max(behind, ahead)} stood the wrong way round, by up to ${formatDuration(Math.abs(offsetUs))}`}`
    : `${links} of cause and effect on both hosts contradict one another: the clock is left as it is`;
  return { offsetUs, lowUs: agree ? lowUs ?? null : null, highUs: agree ? highUs ?? null : null, basis };
}

interface OnHost extends Lineage {
  readonly host: string;
}

interface PlacedOperation extends Pick<RawOperation, "operation" | "name" | "messageId"> {
  readonly host: string;
  readonly requestId: string | undefined;
  /** The request of another service that caused it. */
  readonly cause: string | undefined;
  readonly startUs: number;
  readonly endUs: number;
}

function ordersOf(lineages: readonly OnHost[], toUtc: PlacedClocks["toUtc"]): readonly Order[] {
  const operations = lineages.flatMap(({ host, paired }) =>
    paired.operations.flatMap(({ operation, name, messageId, writer, place, open, ...own }): readonly PlacedOperation[] => {
      if (open || !(CALLS.has(operation) || SERVINGS.has(operation))) return [];
      const startUs = toUtc(place.source, writer.clock, own.startUs);
      const endUs = toUtc(place.source, writer.clock, own.endUs);
      const { requestId, globalRequestId = causeOf(requestId, paired) } = writer;
      return startUs === undefined || endUs === undefined ? [] : [{ operation, name, messageId, host, requestId, cause: globalRequestId, startUs, endUs }];
    }),
  );
  return [...answered(operations), ...followed(operations, lineages, toUtc), ...chosen(lineages, toUtc), ...allocated(operations, lineages, toUtc)];
}

/** The last line of a request need not say what its others do. */
function causeOf(requestId: string | undefined, { trails }: PairedSource): string | undefined {
  const trail = requestId === undefined ? undefined : trails.get(requestId)?.find(({ causes }) => causes !== undefined);
  return typeof trail?.causes === "string" ? trail.causes : undefined;
}

const CALLS: ReadonlySet<string> = new Set(["rpc-call", "http-call"]);
const SERVINGS: ReadonlySet<string> = new Set(["rpc-served", "http-served"]);

/** Calls that one host logs and another one answered. */
function answered(operations: readonly PlacedOperation[]): readonly Order[] {
  const servings = group(operations.filter(({ operation }) => SERVINGS.has(operation)), servedKey);
  return [...group(operations.filter(({ operation }) => CALLS.has(operation)), callKey)].flatMap(([key, calls]) => {
    const [call] = calls;
    const [serving] = key === undefined ? [] : servings.get(key) ?? [];
    // What was asked twice tells of neither.
    if (call === undefined || serving === undefined || calls.length > 1 || servings.get(key)?.length !== 1 || call.host === serving.host) return [];
    return [
      { before: call.host, after: serving.host, lateUs: serving.startUs - call.startUs },
      { before: serving.host, after: call.host, lateUs: call.endUs - serving.endUs },
    ];
  });
}

function callKey({ messageId, requestId, name }: PlacedOperation): string | undefined {
  return messageId ?? (requestId === undefined ? undefined : `${requestId} ${askedOf(name)}`);
}

function servedKey({ messageId, cause, name }: PlacedOperation): string | undefined {
  return messageId ?? (cause === undefined ? undefined : `${cause} ${name}`);
}

/** Requests that were served, whose beginning their length tells, and the first line of each on other hosts. */
function followed(operations: readonly PlacedOperation[], lineages: readonly OnHost[], toUtc: PlacedClocks["toUtc"]): readonly Order[] {
  const begun = new Map<string, PlacedOperation>();
  for (const serving of operations) {
    const { requestId } = serving;
    if (serving.operation === "http-served" && requestId !== undefined && !begun.has(requestId)) begun.set(requestId, serving);
  }
  return [...begun].flatMap(([requestId, { host, startUs }]) =>
    lineages.flatMap((lineage) => {
      const firstUs = lineage.host === host ? undefined : firstLineOf(requestId, lineage, toUtc);
      return firstUs === undefined ? [] : [{ before: host, after: lineage.host, lateUs: firstUs - startUs }];
    }),
  );
}

/** `by`: of those that say which service wrote them, only those of this one. */
function firstLineOf(requestId: string, { paired }: Lineage, toUtc: PlacedClocks["toUtc"], by?: string): number | undefined {
  const trails = paired.trails.get(requestId)?.filter(({ service }) => by === undefined || service === by);
  return min(trails ?? [], ({ source, clock, atUs }) => toUtc(source, clock, min(atUs) ?? Number.NaN));
}

/** Of a request the first choice of a host that each log tells of, and the first line where others built for it: later choices may be another try. */
function chosen(lineages: readonly OnHost[], toUtc: PlacedClocks["toUtc"]): readonly Order[] {
  const choices = lineages.map((lineage) => ({ host: lineage.host, firsts: firstsOf(lineage, (milestone) => milestone === "scheduled", toUtc) }));
  return lineages.flatMap((lineage) =>
    [...firstsOf(lineage, (milestone) => BUILD_STEPS.has(milestone), toUtc)].flatMap(([requestId, { service, atUs }]) => {
      const firstUs = firstLineOf(requestId, lineage, toUtc, service) ?? atUs;
      return choices.flatMap(({ host, firsts }) => {
        const choice = host === lineage.host ? undefined : firsts.get(requestId);
        return choice === undefined ? [] : [{ before: host, after: lineage.host, lateUs: firstUs - choice.atUs }];
      });
    }),
  );
}

// POST /v2.0/ports.json, PUT /v2.0/ports/<uuid>
const WRITES_PORT = /^(?:POST|PUT) \/v2\.0\/ports\b/;

/** Ports are made, or bound, for a request only after a host began to build its networks. */
function allocated(operations: readonly PlacedOperation[], lineages: readonly OnHost[], toUtc: PlacedClocks["toUtc"]): readonly Order[] {
  const builds = lineages.map((lineage) => ({ host: lineage.host, firsts: firstsOf(lineage, (milestone) => milestone === "network-started", toUtc) }));
  return operations.flatMap(({ operation, name, cause, host, startUs }) => {
    if (operation !== "http-served" || cause === undefined || !WRITES_PORT.test(name)) return [];
    const first = least(builds.map((build) => ({ host: build.host, atUs: build.firsts.get(cause)?.atUs })), ({ atUs = Number.NaN }) => atUs);
    return first?.atUs === undefined || first.host === host ? [] : [{ before: first.host, after: host, lateUs: startUs - first.atUs }];
  });
}

interface First {
  readonly service: string | undefined;
  readonly atUs: number;
}

/** When a log first tells of a step of each request. */
function firstsOf({ paired }: Lineage, isStep: (milestone: MilestoneName) => boolean, toUtc: PlacedClocks["toUtc"]): ReadonlyMap<string, First> {
  const firsts = new Map<string, First>();
  for (const { milestone, writer, place, ...own } of paired.milestones) {
    const { requestId, service } = writer;
    const atUs = requestId === undefined || !isStep(milestone) ? undefined : toUtc(place.source, writer.clock, own.atUs);
    if (requestId !== undefined && atUs !== undefined && atUs < (firsts.get(requestId)?.atUs ?? Number.POSITIVE_INFINITY)) firsts.set(requestId, { service, atUs });
  }
  return firsts;
}
