import { bisectLeft, deviation, group, median, sum } from "d3-array";
import { formatDuration } from "../../lib/duration.ts";
import { overlapUs, type Interval } from "../../lib/intervals.ts";
import { countOf, formatCount } from "../../lib/quantity.ts";
import type { Operation } from "../../model/operation.ts";
import type { Acquisition, Silence, Trace, TracedInstance } from "../../model/trace.ts";
import { waitOf } from "../awaited.ts";
import { heldStretch } from "../blame.ts";
import { nameOfInstance } from "../names.ts";
import type { Pool } from "../pool.ts";
import { bootActor } from "./boot-actor.ts";
import { servedSomeone } from "./served-someone.ts";

/** Silence shorter than this is no freeze, µs: `TIMES_USUAL` as long as the shortest that is noted (linking/silences.ts). */
const LEAST_US = 2_000_000;

/** A freeze lasts so many times as long as the process is usually silent while it builds. */
const TIMES_USUAL = 5;

/** Freezes of one process that may be told beside another. */
const OTHER_FREEZES = 2;

/** Boots that were free to go on. */
const LEAST_FREE = 2;

/** The same where others had nothing to write of anyway: that two go on together may be chance. */
const LEAST_FREE_UNHEARD = 4;

/** Of those, the share that goes on soon after, and how soon, as a share of the silence: one by one, it was each boot's own wait. */
const RESUMED_SHARE = 0.5;
const SOON_SHARE = 0.05;

/** The spread of the instants at which boots go on, as a share of that of the times for which each of them was silent. */
const CLOSER_SHARE = 0.8;

/** Lines of each of them, on average, within as long before and after: of who writes little, silence says nothing. */
const LEAST_LINES = 5;

/** A wait or call of another explains the silence of a boot where it covers this share. */
const COVERED_SHARE = 0.8;

/** What one process waits for another to do. A command ends with the line that says so, which a frozen process writes late. */
const ELSEWHERE: ReadonlySet<Operation> = new Set<Operation>(["http-call", "rpc-call", "http-served", "rpc-served", "libvirt-api"]);

export interface Freeze {
  readonly pool: Pool;
  /** The waits of the boots that could have gone on. */
  readonly acquisitions: readonly Acquisition[];
}

/**
 * Silences in which a process of nova-compute stood still as a whole (a call that blocks stops every greenthread): it wrote nothing for far longer than
 * is its habit (of debug lines there are many), while boots were being built that waited for nobody else as far as the logs tell, and these went on together at its end. Not
 * so where all that is recorded of the host was silent too: then the machine stood still (DESIGN: Hidden queues).
 */
export function findFreezes(trace: Trace, known: readonly Acquisition[]): readonly Freeze[] {
  const silences = trace.silences.filter(({ service, place }) => service === "nova-compute" && trace.sources[place.source]?.hasDebug !== false);
  if (!silences.some(({ startUs, endUs }) => endUs - startUs >= LEAST_US)) return [];
  const builds = buildsOf(trace);
  const lifeUs = livelihood(trace);
  const busy = busyElsewhere(trace, known);
  const fetching = fetchingImages(trace);
  const serving = servedSomeone(trace);
  return [...group(silences, ({ host, pid }) => `${host ?? ""}|${pid ?? ""}`)].flatMap(([process, own]) => {
    const during = own.map((silence) => ({ silence, open: builds.filter((build) => goesThrough(build, silence)) })).filter(({ open }) => open.length >= LEAST_FREE);
    const frozen = during.flatMap(({ silence, open }) => {
      const lengthUs = silence.endUs - silence.startUs;
      if (lengthUs < LEAST_US || lengthUs < TIMES_USUAL * habitUs(silence, during.map((other) => other.silence))) return [];
      // Whom they served no line tells: it may have been these boots.
      if (serving(silence) >= COVERED_SHARE * lengthUs) return [];
      const idle = open.filter(({ index }) => busy(index, silence) < COVERED_SHARE * lengthUs);
      // What was fetched may have come late or stood still with all others: that tells nothing.
      const free = idle.filter(({ index }) => fetching(index, silence) < COVERED_SHARE * lengthUs);
      const around = free.map(({ instance }) =>
        instance.ownLines().filter(({ atUs, role }) => role === "boot" && atUs >= silence.startUs - lengthUs && atUs <= silence.endUs + lengthUs),
      );
      const untilUs = silence.endUs + SOON_SHARE * lengthUs;
      const resuming = free.filter((_, nth) => around[nth]?.some(({ atUs }) => atUs >= silence.endUs && atUs <= untilUs));
      const resumed = resuming.length;
      // Who goes on to wait for an event writes nothing of it.
      const writing = free.filter(({ instance }) => !goesToWait(instance, silence, untilUs));
      if (sum(around, (lines) => lines.length) < LEAST_LINES * free.length) return [];
      if (writing.length < LEAST_FREE || resumed < RESUMED_SHARE * writing.length || !lifeUs(silence, free.length)) return [];
      return [{ silence, idle, free, resumed, sure: wentOnTogether(resuming, silence) }];
    });
    // What froze once froze again, even where too few were left to show it.
    const [longest] = frozen.filter(({ sure }) => sure).sort((a, b) => b.silence.endUs - b.silence.startUs - (a.silence.endUs - a.silence.startUs));
    if (longest === undefined) return [];
    const { silence, free, resumed } = longest;
    const more = frozen.length === 1 ? "" : `; ${countOf(frozen.length, "such silence")} in all`;
    const identity = `${process}|inferred|nova-compute freeze`;
    const basis = `the process wrote nothing for ${formatDuration(silence.endUs - silence.startUs)} while ${countOf(free.length, "boot")} waited for nobody else, and ${formatCount(resumed)} of them went on together at its end${more}`;
    return [
      {
        pool: { identity, permits: 1, inferred: true, basis, option: undefined },
        acquisitions: frozen.flatMap((one) => one.idle.map((build) => frozenWait(build, one.silence, identity))),
      },
    ];
  });
}

/** Held up by one thing boots go on at one instant, whenever they fell silent; each after a time of its own, they go on no closer together than these times. */
function wentOnTogether(builds: readonly Build[], silence: Silence): boolean {
  const around = builds.map(({ instance }) => {
    const lines = instance.ownLines().filter(({ role }) => role === "boot");
    const lastUs = lines.findLast(({ atUs }) => atUs <= silence.startUs)?.atUs ?? silence.startUs;
    return { lastUs, nextUs: lines.find(({ atUs }) => atUs >= silence.endUs)?.atUs ?? silence.endUs };
  });
  return (deviation(around, ({ nextUs }) => nextUs) ?? 0) < CLOSER_SHARE * (deviation(around, ({ lastUs, nextUs }) => nextUs - lastUs) ?? 0);
}

/** How long the process is otherwise silent while it builds, µs: the median. What froze once may freeze again, so the longest others do not count. */
function habitUs(one: Silence, silences: readonly Silence[]): number {
  const others = silences.filter((silence) => silence !== one).map(({ startUs, endUs }) => endUs - startUs).sort((a, b) => a - b);
  return median(others.slice(0, Math.max(0, others.length - OTHER_FREEZES))) ?? 0;
}

interface Build {
  readonly index: number;
  readonly instance: TracedInstance;
  /** Of the log that tells of it. */
  readonly host: string | undefined;
  readonly startUs: number;
  readonly endUs: number;
}

/** Builds from `Starting instance...` to their end: before, a boot waits for its turn. */
function buildsOf({ instances, sources, endUs: untilUs = 0 }: Trace): readonly Build[] {
  return instances.flatMap((instance, index) => {
    const marks = instance.milestones.filter(({ outside, service }) => !outside && service === "nova-compute");
    const started = marks.find(({ milestone }) => milestone === "build-started" || milestone === "claim-started");
    // Releases before Mitaka write no line of their own as all is built.
    const ended = marks.find(({ milestone }) => milestone === "built" || milestone === "error") ?? marks.find(({ milestone }) => milestone === "spawned");
    return started === undefined ? [] : [{ index, instance, host: sources[started.place.source]?.host, startUs: started.atUs, endUs: ended?.atUs ?? untilUs }];
  });
}

function goesThrough(build: Build, silence: Silence): boolean {
  return build.host === silence.host && build.startUs <= silence.startUs && build.endUs >= silence.endUs;
}

/** Whether the next that the boot writes after a silence is that it waited for an event. */
function goesToWait({ eventWaits, ownLines }: TracedInstance, silence: Silence, untilUs: number): boolean {
  const wait = eventWaits.find(({ startUs, endUs }) => startUs <= untilUs && endUs > untilUs);
  return wait !== undefined && !ownLines().some(({ atUs, role }) => role === "boot" && atUs >= silence.endUs && atUs < wait.endUs);
}

/** For how much of a silence one boot is known to have waited for others, µs. */
function busyElsewhere({ operations, instances }: Trace, known: readonly Acquisition[]): (instance: number, silence: Silence) => number {
  const waits = group(known.filter(({ actor, waitUs = 0 }) => actor.role === "boot" && waitUs > 0), ({ actor }) => actor.instance);
  const calls = group(operations.filter(({ operation, actor }) => ELSEWHERE.has(operation) && actor.instance !== undefined), ({ actor }) => actor.instance);
  return (instance, silence) => {
    const waited = (waits.get(instance) ?? []).map(waitOf).filter((wait) => wait !== undefined);
    return longestWithin([...waited, ...(calls.get(instance) ?? []), ...(instances[instance]?.eventWaits ?? [])], silence);
  };
}

/** The lock of an image in the cache: who has it waits for the image service to send it, or for QEMU to convert it. */
const IMAGE_LOCK = "<sha1>";

/** For how much of a silence one boot had an image to itself, µs. */
function fetchingImages({ acquisitions, endUs = 0 }: Trace): (instance: number, silence: Silence) => number {
  const fetches = group(acquisitions.filter(({ resourceClass, actor }) => resourceClass === IMAGE_LOCK && actor.role === "boot"), ({ actor }) => actor.instance);
  return (instance, silence) => longestWithin((fetches.get(instance) ?? []).flatMap((fetch) => heldStretch(fetch, endUs) ?? []), silence);
}

function longestWithin(stretches: readonly Interval[], silence: Interval): number {
  return Math.max(0, ...stretches.map((stretch) => overlapUs(stretch, silence)));
}

/**
 * Whether anything else that is recorded of the machine went on meanwhile, or nothing else would have been heard anyway: what others do for a boot that is
 * being built, nova-compute asks of them, and they may have nothing else to do as long before and after.
 */
function livelihood({ operations, gauges, sources }: Trace): (silence: Silence, free: number) => boolean {
  const elsewhere = operations.filter(({ actor }) => actor.service !== "nova-compute");
  const instants = (some: typeof elsewhere): readonly number[] =>
    [...some.flatMap(({ startUs, endUs }) => [startUs, endUs]), ...gauges.map(({ atUs }) => atUs)].sort((a, b) => a - b);
  const signs = instants(elsewhere);
  const unasked = instants(elsewhere.filter(({ actor }) => actor.instance === undefined || actor.role !== "boot"));
  const isHeard = (among: readonly number[], fromUs: number, untilUs: number): boolean => (among[bisectLeft(among, fromUs)] ?? Number.POSITIVE_INFINITY) < untilUs;
  const alone = sources.every(({ service, format }) => service === "nova-compute" || format === "phases");
  return ({ startUs, endUs }, free) => {
    const lengthUs = endUs - startUs;
    const edgeUs = lengthUs / 10;
    return (
      alone ||
      isHeard(signs, startUs + edgeUs, endUs - edgeUs) ||
      (free >= LEAST_FREE_UNHEARD && !(isHeard(unasked, startUs - lengthUs, startUs) && isHeard(unasked, endUs, endUs + lengthUs)))
    );
  };
}

function frozenWait({ index, instance }: Build, { startUs, endUs, service, host, pid, place }: Silence, identity: string): Acquisition {
  return {
    resource: "service", lock: "nova-compute freeze", identity, resourceClass: "nova-compute freeze", form: "inferred", by: nameOfInstance(instance),
    actor: { ...bootActor(service, host, instance, index), pid }, holder: undefined,
    acquiredUs: endUs, waitUs: endUs - startUs, releasedUs: endUs, holdUs: 0, state: "released", resolutionUs: 1000, place,
  };
}
