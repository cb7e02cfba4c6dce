import { group, sum } from "d3-array";
import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import type { Acquisition } from "../model/trace.ts";
import { isFirewallLock } from "./firewall-lock.ts";
import { inRelease } from "./guidance.ts";
import type { Findings, HotspotDraft, Remedy } from "./remedy.ts";
import { WORTH_A_CHANGE_US } from "./suggest.ts";

/** The next hold of the same work begins at most this long after the last one ended, µs. */
const BACK_TO_BACK_US = 100_000;
const LEAST_REPEATS = 5;

/** The same rules are written several times in a row, by callers that each wait their turn to do it. */
export const redundantApplies: Remedy = {
  id: "redundant-applies",
  title: "Write firewall rules once for many requests",
  references: ["https://bugs.launchpad.net/neutron/+bug/1253993"],
  suggest: (findings) =>
    findings.hotspots.filter(isFirewallLock).flatMap((hotspot) => {
      const repeats = repeatsOf(hotspot, findings);
      const savedUs = sum(repeats, ({ holdUs }) => holdUs ?? 0);
      if (repeats.length < LEAST_REPEATS || savedUs < WORTH_A_CHANGE_US) return [];
      return [
        {
          hotspot: hotspot.id,
          because: `${countOf(repeats.length, "hold")} followed one for the same work at once; written together they would have spared up to ${formatDuration(savedUs)} of holding.`,
          guidance: inRelease(findings.releases.get("neutron"), [
            { to: "Havana", text: "Upgrade, or carry the later change back: from Icehouse on the agent gathers such requests and serves them in its loop." },
            {
              from: "Icehouse",
              text: "The Open vSwitch agent gathers such requests and serves them in its loop: see that it is the one at work, and upgrade agents or plugins that still write rules for each request.",
            },
          ]),
          cost: "A rule may take effect one turn of the loop later.",
          evidence: [...repeats].sort((a, b) => (b.holdUs ?? 0) - (a.holdUs ?? 0)).slice(0, 3).map(({ place }) => place),
        },
      ];
    }),
};

/** Holds of one lock by the same function that begin as the last one ends. */
function repeatsOf({ service, resource }: HotspotDraft, { study }: Findings): readonly Acquisition[] {
  const own = study.acquisitions.filter(
    ({ actor, resourceClass, acquiredUs, releasedUs, state }) =>
      state === "released" && actor.service === service && resourceClass === resource && acquiredUs !== undefined && releasedUs !== undefined,
  );
  return [...group(own, ({ identity }) => identity).values()].flatMap((lives) =>
    [...lives]
      .sort((a, b) => (a.acquiredUs ?? 0) - (b.acquiredUs ?? 0))
      .filter(({ acquiredUs = 0, by, actor }, index, all) => {
        const last = all[index - 1];
        return last?.releasedUs !== undefined && last.by === by && last.actor.pid === actor.pid && acquiredUs - last.releasedUs <= BACK_TO_BACK_US;
      }),
  );
}
