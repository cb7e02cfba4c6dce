import { max, sum } from "d3-array";
import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import { inRelease } from "./guidance.ts";
import type { Findings, Remedy, Suggestion } from "./remedy.ts";
import { forEach, waited } from "./suggest.ts";

/** CPU time of short-lived scripts after the last delete that shows a backlog, µs, and the processes it takes. */
const LEAST_TAIL_US = 5_000_000;
const LEAST_SCRIPTS = 5;

// python, python2.7, nova-dhcpbridge, quantum-dhcp-ag (atop cuts names at 15 characters)
const SCRIPT = /^(?:python[\d.]*$|nova-dhcpbridge|quantum-dhcp|neutron-dhcp)/;

// dhcp-agent-network-lock-<uuid>, dhcp-agent
const AGENT_LOCK = /^dhcp-agent/;

/** Each lease or port of the DHCP service costs a script or a reload, and they run one after another. */
export const dhcpReloads: Remedy = {
  id: "dhcp-reloads",
  title: "Fewer reloads of the DHCP service",
  references: ["https://docs.openstack.org/neutron/latest/configuration/dhcp-agent.html", "https://docs.openstack.org/neutron/latest/ovn/dhcp_opts.html"],
  suggest: (findings) => {
    const words = {
      guidance: inRelease(findings.releases.get("neutron"), [
        { to: "Grizzly", text: "dnsmasq runs a Python script for each lease: upgrade (from Havana on there is none), or replace the script by one that starts faster." },
        { from: "Havana", to: "Ussuri", text: "The agent reloads dnsmasq for each port: raise `num_sync_threads` (4) in dhcp_agent.ini, and spread networks over several agents; distributions carry `bulk_reload_interval` back as far as Train." },
        { from: "Victoria", text: "Gather reloads: `bulk_reload_interval = 5` (seconds; off unless set) in dhcp_agent.ini, and raise `num_sync_threads` (4); or use the DHCP that ML2/OVN has built in, which reloads nothing." },
      ]),
      cost: "With gathered reloads a new guest may wait that interval for its address.",
    };
    const ofLocks = forEach(
      findings.hotspots.filter(({ service, resource }) => /-dhcp-agent$/.test(service) && AGENT_LOCK.test(resource)),
      (hotspot) => ({ because: `Work for one network waited ${waited(hotspot)} for other work for the same network in the DHCP agent.`, ...words }),
    );
    return ofLocks.length > 0 ? ofLocks : ofTail(findings, words);
  },
};

/** Python processes that come and go after the last delete. */
function ofTail({ study: { boots, trace } }: Findings, words: Pick<Suggestion, "guidance" | "cost">): readonly Suggestion[] {
  const goneUs = max(boots, (boot) => boot.goneUs);
  if (goneUs === undefined) return [];
  const after = trace.gauges.filter(({ gauge, subject, atUs, intervalUs }) => gauge === "process-cpu" && SCRIPT.test(subject ?? "") && atUs - intervalUs >= goneUs);
  const scripts = new Set(after.map(({ pid }) => pid));
  const busyUs = sum(after, ({ share, intervalUs }) => share * intervalUs);
  if (scripts.size < LEAST_SCRIPTS || busyUs < LEAST_TAIL_US) return [];
  const tailUs = (max(after, ({ atUs }) => atUs) ?? goneUs) - goneUs;
  return [{ hotspot: null, evidence: [], because: `After the last delete ${countOf(scripts.size, "Python process", "Python processes")} used the CPU for ${formatDuration(busyUs)} more, one after another, until ${formatDuration(tailUs)} later: scripts of the DHCP service catching up.`, ...words }];
}
