import { group, median } from "d3-array";
import { mayBe } from "../analyses/releases.ts";
import { formatDuration } from "../lib/duration.ts";
import { formatCount } from "../lib/quantity.ts";
import { trendOf } from "../lib/trend.ts";
import type { TimedOperation } from "../model/trace.ts";
import { inRelease } from "./guidance.ts";
import type { Findings, Remedy } from "./remedy.ts";
import { forRun, totalLengthUs } from "./suggest.ts";

/** One release needed 70 calls a boot, 2 of them for the boot itself; one of today's makes fewer than this. */
const MANY_CALLS = 20;

/** Growth with each guest already there that shows the calls to be about them. */
const CALLS_PER_GUEST = 0.5;
const LEAST_BOOTS = 5;
const LEAST_FIT = 0.5;

/** A boot asks libvirt about every guest of the host, not only about its own. */
export const libvirtCalls: Remedy = {
  id: "libvirt-calls",
  title: "Fewer calls to libvirt for each boot",
  references: ["https://bugs.launchpad.net/nova/+bug/928910", "https://docs.openstack.org/nova/latest/configuration/config.html"],
  suggest: (findings) => {
    const perBoot = callsPerBoot(findings);
    const counts = perBoot.map((calls) => calls.length);
    const typical = median(counts) ?? 0;
    const trend = counts.length < LEAST_BOOTS ? undefined : trendOf(counts.map((count, before) => [before, count]));
    const grows = trend !== undefined && trend.slope >= CALLS_PER_GUEST && trend.fit >= LEAST_FIT;
    if (typical <= MANY_CALLS && !grows) return [];
    const growth = grows ? `, ${trend.slope.toFixed(1)} more for each boot before it` : "";
    const calls = perBoot.flat();
    return forRun(calls, {
      because: `A boot made ${formatCount(typical)} calls to libvirt${growth}; together they took ${formatDuration(totalLengthUs(calls))}.`,
      guidance: inRelease(findings.releases.get("nova"), [
        {
          to: "Grizzly",
          text: "Upgrade, or carry the later change back: from Havana on nova-compute keeps what it knows of the host instead of asking for every guest each time.",
        },
        { from: "Havana", to: "Kilo", text: "nova keeps what libvirt told of the host; what is left are periodic tasks: raise `sync_power_state_interval` (600 s) in nova.conf." },
        {
          from: "Liberty",
          to: "2025.2",
          text: "nova keeps what libvirt told of the host; what is left are periodic tasks: raise `sync_power_state_interval` (600 s) and lower `sync_power_state_pool_size` (1000) in nova.conf.",
        },
        {
          from: "2026.1",
          text: "nova keeps what libvirt told of the host; what is left are periodic tasks: raise `sync_power_state_interval` (600 s); `sync_power_state_pool_size` is 5 already.",
        },
      ]),
      cost: mayBe(findings.releases.get("nova"), "Havana", undefined) ? "A guest that stopped by itself is noticed later." : "What is carried back is yours to maintain.",
    });
  },
};

/** In order of request. */
function callsPerBoot({ study: { boots, trace } }: Findings): readonly (readonly TimedOperation[])[] {
  const calls = group(trace.operations.filter(({ operation, actor }) => operation === "libvirt-api" && actor.role === "boot"), ({ actor }) => actor.instance);
  return boots.map(({ index }) => calls.get(index) ?? []).filter((own) => own.length > 0);
}
