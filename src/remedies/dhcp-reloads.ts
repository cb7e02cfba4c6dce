import { greatest, group, max, sum } from "d3-array";
import { mayBe } from "../analyses/releases.ts";
import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import { inRelease } from "./guidance.ts";
import type { Findings, Remedy, Suggestion } from "./remedy.ts";
import { duringRun, forEach, forRun, waited } from "./suggest.ts";

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
        { from: "Havana", to: "Stein", text: "The agent reloads dnsmasq for each port: raise `num_sync_threads` (4) in dhcp_agent.ini, and spread networks over several agents." },
        {
          from: "Train",
          to: "Ussuri",
          text: "The agent reloads dnsmasq for each port: raise `num_sync_threads` (4) in dhcp_agent.ini, and spread networks over several agents; distributions may have carried `bulk_reload_interval` back.",
        },
        {
          from: "Victoria",
          text: "Gather reloads: `bulk_reload_interval = 5` (seconds; off unless set) in dhcp_agent.ini, and raise `num_sync_threads` (4); or use the DHCP that ML2/OVN has built in, which reloads nothing.",
        },
      ]),
      cost: mayBe(findings.releases.get("neutron"), "Train", undefined) ? "With gathered reloads a new guest may wait that interval for its address." : null,
    };
    const ofLocks = forEach(
      findings.hotspots.filter(({ service, resource }) => /-dhcp-agent$/.test(service) && AGENT_LOCK.test(resource)),
      (hotspot) => ({ because: `Work for one network waited ${waited(hotspot)} for other work for the same network in the DHCP agent.`, ...words }),
    );
    if (ofLocks.length > 0) return ofLocks;
    const ofPorts = ofReloads(findings, words);
    return ofPorts.length > 0 ? ofPorts : ofTail(findings, words);
  },
};

/** The time in which gathered reloads become one, µs: what the guidance sets `bulk_reload_interval` to. */
const GATHERED_US = 5_000_000;
const LEAST_RELOADS = 10;

/** Reloads of one network so close together that gathering would spare half of them. */
function ofReloads(findings: Findings, words: Pick<Suggestion, "guidance" | "cost">): readonly Suggestion[] {
  const reloads = duringRun(findings).filter(({ operation, name }) => operation === "agent-step" && name.startsWith("reload_allocations "));
  const worst = greatest([...group(reloads, ({ name, actor }) => `${actor.host ?? ""} ${name}`).values()], ({ length }) => length);
  if (worst === undefined || worst.length < LEAST_RELOADS) return [];
  const gathered = gatheredCount(worst.map(({ startUs }) => startUs).sort((a, b) => a - b));
  if (gathered * 2 > worst.length) return [];
  return forRun(worst, {
    because: `The DHCP agent reloaded one network ${countOf(worst.length, "time")}, once for each port; those within 5 s of another together would have been ${countOf(gathered, "reload")}.`,
    ...words,
  });
}

/** How many reloads are left where each serves all that are asked for within the time after it. */
function gatheredCount(atUs: readonly number[]): number {
  let count = 0;
  let untilUs = -Infinity;
  for (const each of atUs) {
    if (each < untilUs) continue;
    count++;
    untilUs = each + GATHERED_US;
  }
  return count;
}

/** Python processes that come and go after the last delete. */
function ofTail({ study: { boots, trace } }: Findings, words: Pick<Suggestion, "guidance" | "cost">): readonly Suggestion[] {
  const goneUs = max(boots, (boot) => boot.goneUs);
  if (goneUs === undefined) return [];
  const after = trace.gauges.filter(({ gauge, subject, atUs, intervalUs }) => gauge === "process-cpu" && SCRIPT.test(subject ?? "") && atUs - intervalUs >= goneUs);
  const scripts = new Set(after.map(({ pid }) => pid));
  const busyUs = sum(after, ({ share, intervalUs }) => share * intervalUs);
  if (scripts.size < LEAST_SCRIPTS || busyUs < LEAST_TAIL_US) return [];
  const tailUs = (max(after, ({ atUs }) => atUs) ?? goneUs) - goneUs;
  return [
    {
      hotspot: null,
      evidence: [],
      because: `After the last delete ${countOf(scripts.size, "Python process", "Python processes")} used the CPU for ${formatDuration(busyUs)} more, one after another, until ${formatDuration(tailUs)} later: scripts of the DHCP service catching up.`,
      ...words,
    },
  ];
}
