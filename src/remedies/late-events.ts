import { countOf } from "../lib/quantity.ts";
import { mayBe } from "../analyses/releases.ts";
import type { MilestoneName } from "../model/event.ts";
import type { TracedInstance, TracedMilestone } from "../model/trace.ts";
import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";

/** How soon after the end of a delete an event is a race with it, µs. */
const SOON_US = 10_000_000;

const GUEST_EVENTS: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["guest-started", "guest-paused", "guest-resumed"]);

/** Faster boots meet races that slow ones never did. No time is lost by them: it is their outcome that may be wrong. */
export const lateEvents: Remedy = {
  id: "late-events",
  title: "Correctness: events about guests that are gone",
  references: ["https://bugs.launchpad.net/nova/+bug/1180501", "https://bugs.launchpad.net/nova/+bug/1194900"],
  suggest: ({ study: { boots }, releases }) => {
    // Later releases tell of the stop that a delete causes, and expect it.
    const old = mayBe(releases.get("nova"), undefined, "Grizzly") && releases.has("nova");
    const late = boots.map(({ instance }) => lateEvent(instance, old)).filter((event) => event !== undefined);
    if (late.length === 0) return [];
    return [
      {
        hotspot: null,
        because: `nova-compute was told of the state of ${countOf(late.length, "guest")} just after its delete had ended.`,
        guidance: inRelease(releases.get("nova"), [
          { to: "Grizzly", text: "Upgrade, or carry the later change back (nova 3d3affc752): such an event may fail the delete or bring the record back." },
          { from: "Havana", text: "nova ignores events of guests it no longer knows; look for tracebacks at these times all the same, and report them." },
        ]),
        cost: null,
        evidence: late.slice(0, 3).map(({ place }) => place),
      },
    ];
  },
};

function lateEvent({ milestones }: TracedInstance, stopsToo: boolean): TracedMilestone | undefined {
  const ended = milestones.findLast(({ milestone, outside }) => !outside && (milestone === "delete-ended" || milestone === "deallocated"));
  if (ended === undefined) return undefined;
  return milestones.find(
    ({ milestone, atUs }) => (GUEST_EVENTS.has(milestone) || (stopsToo && milestone === "guest-stopped")) && atUs > ended.atUs && atUs <= ended.atUs + SOON_US,
  );
}
