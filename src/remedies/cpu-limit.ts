import { formatShare } from "../lib/quantity.ts";
import { inRelease, type Guidance } from "./guidance.ts";
import type { Findings, Remedy, Suggestion } from "./remedy.ts";

const TOLD_USERS = 3;

// neutron-server, qemu-system-x86; processes may be called anything, and only words have a place in advice
const PLAIN_NAME = /^[A-Z][\w.-]{0,30}$/i;

/** Where the processors, or the one core of nova-compute, were what the run waited for, no order of queues makes it faster: whoever leaves one stands before that. */
export const cpuLimit: Remedy = {
  id: "cpu-limit",
  comesFirst: true,
  title: "The CPU is the limit: less work for it, or more of it",
  references: ["https://docs.openstack.org/nova/latest/configuration/config.html"],
  suggest: (findings) => {
    const words = findings.run.limitedBy === "cpu" ? ofHost(findings) : findings.run.limitedBy === "core of nova-compute" ? ofCore(findings) : undefined;
    return words === undefined ? [] : [{ hotspot: null, evidence: [], ...words }];
  },
};

type Words = Pick<Suggestion, "because" | "guidance" | "cost">;

function ofHost(findings: Findings): Words | undefined {
  const { hardware } = findings.run;
  if (hardware === null) return undefined;
  const users = hardware.cpuUsers.filter(({ process }) => PLAIN_NAME.test(process)).slice(0, TOLD_USERS);
  const who = users.length === 0 ? "" : ` Its largest users: ${users.map(({ process, share }) => `${process} (${formatShare(share)})`).join(", ")}.`;
  return {
    because: `The CPU was in use ${formatShare(hardware.cpuMean)} of the time until the last boot was ready.${who}`,
    guidance: withFewerBuilds(findings, "Spread the boots over more hosts, give this one more cores, or move services that are not nova-compute to another one."),
    cost: `More hosts or cores. Fewer builds at a time do not end the last boot sooner, but each takes less long, and time-outs are further away.${costOfLogging(findings)}`,
  };
}

function ofCore(findings: Findings): Words {
  return {
    because: "nova-compute used 100 % of one core, the most that one process can, and other processes had cores to spare.",
    guidance: withFewerBuilds(findings, "Spread the boots over more hosts: there is one nova-compute on each."),
    cost: `More hosts.${costOfLogging(findings)}`,
  };
}

function withFewerBuilds(findings: Findings, more: string): Guidance {
  const logging = hasDebugLines(findings) ? " Set `debug = False` in the services once you have measured: each debug line costs CPU." : "";
  return inRelease(findings.releases.get("nova"), [
    { to: "Juno", text: `${more} Ask for fewer boots at a time.${logging}` },
    { from: "Kilo", text: `${more} Ask for fewer boots at a time, or lower \`[DEFAULT] max_concurrent_builds\` (10 unless set) in nova.conf of the compute nodes.${logging}` },
  ]);
}

function costOfLogging(findings: Findings): string {
  return hasDebugLines(findings) ? " Without debug lines waits for locks are not seen." : "";
}

function hasDebugLines({ study }: Findings): boolean {
  return study.trace.sources.some(({ format, hasDebug }) => format === "oslo-log" && hasDebug === true);
}
