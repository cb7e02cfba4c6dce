import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import { trendOf } from "../lib/trend.ts";
import { isFirewallLock, isNetworkAgent } from "./firewall-lock.ts";
import { inRelease } from "./guidance.ts";
import type { Findings, HotspotDraft, Remedy } from "./remedy.ts";
import { duringRun, forEach, forRun, totalLengthUs, waited } from "./suggest.ts";

/** Time spent in iptables by one run that is worth a change where no lock tells of the waiting, µs. */
const LONG_COMMANDS_US = 5_000_000;
const LEAST_FIT = 0.3;

// e.g. ['sudo', 'quantum-rootwrap', '/etc/quantum/rootwrap.conf', 'iptables-restore']
const IPTABLES = /\bip6?tables-(?:save|restore)\b/;

/** Each change of a port rewrites the rules of all ports of the host, so that a change costs more the more guests there are. */
export const iptablesUpdates: Remedy = {
  id: "iptables-updates",
  title: "Firewall rules that need no rewrite of all",
  references: ["https://docs.openstack.org/neutron/latest/admin/config-ovsfwdriver.html", "https://opendev.org/openstack/neutron/commit/f066e46bb7"],
  suggest: (findings) => {
    const guidance = inRelease(findings.releases.get("neutron"), [
      { to: "Icehouse", text: "Upgrade, or carry later changes back: the agent writes all rules anew for each port (sets of addresses come with Juno, deltas with Liberty)." },
      { from: "Juno", to: "Mitaka", text: "Keep `[securitygroup] enable_ipset = True`, and give ports few rules that name other groups." },
      {
        from: "Newton",
        text: "With the Open vSwitch agent set `[securitygroup] firewall_driver = openvswitch`, which writes flows of single ports; else keep `enable_ipset = True` and `debug_iptables_rules` off.",
      },
    ]);
    const cost = "The Open vSwitch firewall needs connection tracking in the switch, and guests' traffic is interrupted while an agent changes over.";
    const ofLocks = forEach(findings.hotspots.filter(isFirewallLock), (hotspot) => ({
      because: `Updates of firewall rules waited ${waited(hotspot)} for one another${growthOf(hotspot, findings)}.`,
      guidance,
      cost,
    }));
    if (ofLocks.length > 0) return ofLocks;
    const commands = duringRun(findings).filter(({ operation, name, actor }) => operation === "command" && isNetworkAgent(actor.service) && IPTABLES.test(name));
    if (totalLengthUs(commands) < LONG_COMMANDS_US) return [];
    return forRun(commands, { because: `The network agent ran iptables ${countOf(commands.length, "time")}, ${formatDuration(totalLengthUs(commands))} in all.`, guidance, cost });
  },
};

function growthOf({ resource, service }: HotspotDraft, { study: { acquisitions } }: Findings): string {
  const holds = acquisitions.filter((one) => one.resourceClass === resource && one.actor.service === service && one.holdUs !== undefined && one.holdUs > 0);
  const trend = trendOf(holds.map(({ holdUs = 0 }, index) => [index, holdUs]));
  if (trend === undefined || trend.fit < LEAST_FIT || trend.slope <= 0) return "";
  return `, and each took longer than the one before: the last of ${countOf(holds.length, "hold")} ${formatDuration(trend.slope * (holds.length - 1))} longer than the first`;
}
