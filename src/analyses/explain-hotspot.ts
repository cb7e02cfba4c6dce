import { ascending, bisectRight, descending, rollup, sum } from "d3-array";
import { formatDuration } from "../lib/duration.ts";
import { formatCount } from "../lib/quantity.ts";
import type { Derivation, Explanation } from "../model/explanation.ts";
import type { Acquisition, EventWait, OwnLine, Place, TracedInstance } from "../model/trace.ts";
import type { ReportDraft } from "./analysis.ts";
import { nameOfInstance, nameOfTaker } from "./names.ts";
import type { Study } from "./study.ts";
import type { Quoteless } from "./quoteless.ts";

export type ExplanationDraft = Quoteless<Omit<Explanation, "schemaVersion" | "tool">>;
type HotspotDraft = ReportDraft["hotspots"][number];
type WaitDraft = ExplanationDraft["waits"][number];

/** Waits told one by one; of the rest the number and the sum. */
const LISTED = 1_000;

/** Holders named for one wait. */
const HOLDERS = 3;

/** Derives a hotspot's waiting once more, wait by wait, from the lines that show it. */
export function explainHotspot(hotspot: HotspotDraft, study: Study): ExplanationDraft {
  const events = hotspot.kind === "event" ? study.eventWaits.filter(({ event, actor }) => event === hotspot.resource && actor.service === hotspot.service) : [];
  const own = study.acquisitions.filter(
    ({ resource, actor, resourceClass }) => resource === hotspot.kind && actor.service === hotspot.service && resourceClass === hotspot.resource,
  );
  const known = own.filter(({ waitUs }) => waitUs !== undefined);
  const contended = known.filter(({ waitUs, resolutionUs }) => (waitUs ?? 0) >= resolutionUs);
  const visits = visitsOf(known.filter(({ form }) => form === "inferred"));
  const waits: readonly Wait[] = [
    ...contended.map((one) => ({
      startUs: (one.acquiredUs ?? 0) - (one.waitUs ?? 0),
      waitUs: one.waitUs ?? 0,
      how: howKnown(one),
      tell: () => acquisitionWait(one, study, visits),
    })),
    ...events.map((one) => ({ startUs: one.startUs, waitUs: one.endUs - one.startUs, how: "event" as const, tell: () => blockedWait(one, study) })),
  ].sort((a, b) => descending(a.waitUs, b.waitUs) || ascending(a.startUs, b.startUs));
  const unlisted = waits.slice(LISTED);
  const short = { count: known.length - contended.length, totalUs: totalOf(known) - totalOf(contended) };
  const told = sum(waits, ({ waitUs }) => waitUs) + short.totalUs;
  const counted = { count: Math.max(0, hotspot.waitUs.count - waits.length - short.count), totalUs: hotspot.waitUs.total - told };
  const parts = [
    ...rollup(waits, (some) => ({ count: some.length, totalUs: sum(some, ({ waitUs }) => waitUs) }), ({ how }) => how),
    ["uncontended", short] as const,
    ["counted", counted] as const,
  ];
  return {
    hotspot,
    parts: parts.filter(([, { count, totalUs }]) => count > 0 || totalUs > 0).map(([how, part]) => ({ how, ...part })),
    waits: waits.slice(0, LISTED).map(({ tell }) => tell()),
    unlisted: { count: unlisted.length, totalUs: sum(unlisted, ({ waitUs }) => waitUs) },
    unknownWaits: own.length - known.length,
  };
}

interface Wait {
  readonly startUs: number;
  readonly waitUs: number;
  readonly how: Derivation;
  readonly tell: () => WaitDraft;
}

function totalOf(acquisitions: readonly Acquisition[]): number {
  return sum(acquisitions, ({ waitUs }) => waitUs ?? 0);
}

export function howKnown({ form, resource, state, since, goneUs }: Acquisition): Derivation {
  if (form === "inferred" || (form === "job" && resource === "permit" && since === undefined)) return "inferred";
  return state === "waiting" || since !== undefined || (state === "abandoned" && goneUs !== undefined) ? "between-lines" : "stated";
}

function acquisitionWait(acquisition: Acquisition, study: Study, visits: Visits): WaitDraft {
  const { actor, acquiredUs = 0, waitUs = 0 } = acquisition;
  const startUs = acquiredUs - waitUs;
  const instance = instanceOf(acquisition, study);
  const held = rollup(study.blaming.sharesOf(acquisition), (shares) => sum(shares, ({ us }) => us), ({ holder }) => nameOfTaker(holder));
  return {
    waiter: nameOfTaker(acquisition),
    instance: instance === undefined ? null : nameOfInstance(instance),
    role: actor.role,
    startUs,
    endUs: acquiredUs,
    waitUs,
    how: howKnown(acquisition),
    reason: reasonOf(acquisition, visits),
    holders: [...held].map(([name, us]) => ({ name, us: Math.round(us) })).sort((a, b) => descending(a.us, b.us) || ascending(a.name, b.name)).slice(0, HOLDERS),
    evidence: together(acquisition.form === "inferred" ? lineAt(instance, startUs)?.place : acquisition.since, acquisition.place),
  };
}

function reasonOf(acquisition: Acquisition, visits: Visits): string {
  const { form, resource, state, since, gotUnseen, goneUs } = acquisition;
  if (form === "inferred") return `From the line with which it arrived to the line with which it went on${visits.around(acquisition)}.`;
  if (state === "waiting") return "From the line that asks for it to the end of the log: it was still waiting.";
  if (state === "abandoned" && goneUs !== undefined) return "From the line that asks for it to the line by which its process had ended or was started anew: it never got it.";
  if (state === "abandoned") return "It asked and gave up.";
  if (gotUnseen === true)
    return "From the line that asks for it to when it was got, which the line that gives it back tells, by how long it was held: the line that has it is missing.";
  if (since !== undefined) return "From the line that asks for it to the line that has it.";
  if (form === "job" && resource === "permit")
    return "As many calls as its client may have were open, so that the daemon let the socket be, and read this call as soon as one was answered.";
  return form === "traced" ? "The tracer measured it." : "The line states it.";
}

/** Who was inside a queue that no line names, by when they came and went. */
interface Visits {
  /** What it met as it arrived, and what let it go on. */
  readonly around: (visit: Acquisition) => string;
}

function visitsOf(inferred: readonly Acquisition[]): Visits {
  const byIdentity = rollup(
    inferred,
    (all) => ({ starts: all.map(({ acquiredUs = 0 }) => acquiredUs).sort(ascending), ends: all.map(({ releasedUs = Number.POSITIVE_INFINITY }) => releasedUs).sort(ascending) }),
    ({ identity }) => identity,
  );
  return {
    around: ({ identity, acquiredUs = 0, waitUs = 0 }) => {
      const { starts, ends } = byIdentity.get(identity) ?? { starts: [], ends: [] };
      const arrivalUs = acquiredUs - waitUs;
      const inside = bisectRight(starts, arrivalUs) - bisectRight(ends, arrivalUs);
      const leftUs = ends[bisectRight(ends, acquiredUs) - 1];
      const after = leftUs === undefined || leftUs < arrivalUs ? "" : `, and it went on ${formatDuration(acquiredUs - leftUs)} after one of those inside had left`;
      return `: ${formatCount(inside)} were inside as it arrived${after}`;
    },
  };
}

/** nova logs whole seconds of a wait for events, so that its beginning is told by other lines. */
function blockedWait({ startUs, endUs, actor, outcome, place }: EventWait, { trace }: Study): WaitDraft {
  const instance = actor.instance === undefined ? undefined : trace.instances[actor.instance];
  const guest = instance?.milestones.find(({ milestone, atUs }) => atUs === startUs && (milestone === "guest-started" || milestone === "guest-paused"));
  const own = lineAt(instance, startUs);
  const began =
    own !== undefined
      ? "It was blocked from the last line of the request in the second in which the wait must have begun"
      : guest !== undefined
        ? "It was blocked from the start of the guest, which waits paused"
        : "It was blocked for at least the whole seconds logged; no line shows the fraction";
  const ended = { completed: "until the event came", timeout: "until it gave up", open: "and still was when the log ends" }[outcome];
  return {
    waiter: instance === undefined ? actor.service : nameOfInstance(instance),
    instance: instance === undefined ? null : nameOfInstance(instance),
    role: actor.role,
    startUs,
    endUs,
    waitUs: endUs - startUs,
    how: "event",
    reason: `${began}, ${ended}.`,
    holders: [],
    evidence: together(own?.place ?? guest?.place, place),
  };
}

function instanceOf({ actor }: Acquisition, { trace }: Study): TracedInstance | undefined {
  return actor.instance === undefined ? undefined : trace.instances[actor.instance];
}

/** The instance's own line of exactly that instant, the last of several: what began then was still to come in the others. */
function lineAt(instance: TracedInstance | undefined, atUs: number): OwnLine | undefined {
  return instance?.ownLines().findLast((line) => line.atUs === atUs);
}

function together(first: Place | undefined, last: Place): readonly Place[] {
  return first === undefined || (first.source === last.source && first.line === last.line) ? [last] : [first, last];
}
