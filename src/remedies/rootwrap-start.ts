import { group, median, sum } from "d3-array";
import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import type { TimedOperation } from "../model/trace.ts";
import { projectOf } from "../analyses/releases.ts";
import { anyRelease, inRelease, type Guidance } from "./guidance.ts";
import type { Findings, Remedy, Suggestion } from "./remedy.ts";
import { duringRun, forRun, lengthOf, totalLengthUs, WORTH_A_CHANGE_US } from "./suggest.ts";

/** A short command by sudo takes 9 ms, through rootwrap 59 ms (measured on one host): Python starts anew for each. */
const SLOW_START_US = 40_000;
const LEAST_RATIO = 5;
const LEAST_COMMANDS = 5;

// e.g. sudo nova-rootwrap /etc/nova/rootwrap.conf ip link show; ['sudo', '/usr/bin/neutron-rootwrap', '/etc/neutron/rootwrap.conf', 'iptables-save']
const ROOTWRAP = /\b(?:nova|neutron|quantum|cinder)-rootwrap(?:[', ]+\/\S*rootwrap\.conf)?[', ]+(?:ip[', ]+netns[', ]+exec[', ]+[^\s',]+[', ]+)?([\w./-]+)/;
const BARE = /^(?:\[?'?sudo[', ]+)?\[?'?([\w./-]+)/;

/** Each command as root starts a Python process that reads its filters before it does anything. */
export const rootwrapStart: Remedy = {
  id: "rootwrap-start",
  title: "A root helper that stays running",
  references: ["https://docs.openstack.org/oslo.rootwrap/latest/user/usage.html#daemon-mode", "https://docs.openstack.org/neutron/latest/configuration/neutron.html"],
  suggest: (findings) => {
    const commands = duringRun(findings).filter(({ operation, outcome }) => operation === "command" && outcome !== "timeout");
    return [...group(commands, ({ actor }) => projectOf(actor.service))].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([project, own]) => ofProject(project, own, findings));
  },
};

function ofProject(project: string, commands: readonly TimedOperation[], findings: Findings): readonly Suggestion[] {
  const wrapped = commands.filter(({ name }) => ROOTWRAP.test(name));
  if (wrapped.length < LEAST_COMMANDS || totalLengthUs(wrapped) < WORTH_A_CHANGE_US) return [];
  const typicalUs = median(wrapped, lengthOf) ?? 0;
  const bareUs = typicalOfBare(wrapped, commands);
  if (bareUs === undefined ? typicalUs < SLOW_START_US : typicalUs < LEAST_RATIO * bareUs) return [];
  const against = bareUs === undefined ? "" : `, against ${formatDuration(bareUs)} of the same commands without it`;
  return forRun(wrapped, {
    because: `${project} ran ${countOf(wrapped.length, "command")} through rootwrap, ${formatDuration(sum(wrapped, lengthOf))} in all; half of them took ${formatDuration(typicalUs)} or more${against}, and each lengthens the hold of the lock it runs under.`,
    guidance: guidanceFor(project, findings),
    cost: "Bare sudo would be as quick, but drops the filter on what may be run as root: it needs a sudoers rule for each command.",
  });
}

/** Of the same programs, run without rootwrap by the same project. */
function typicalOfBare(wrapped: readonly TimedOperation[], commands: readonly TimedOperation[]): number | undefined {
  const programs = new Set(wrapped.map(({ name }) => programOf(ROOTWRAP, name)));
  return median(commands.filter(({ name }) => !ROOTWRAP.test(name) && programs.has(programOf(BARE, name))), lengthOf);
}

function programOf(pattern: RegExp, name: string): string | undefined {
  return pattern.exec(name)?.[1]?.split("/").at(-1);
}

function guidanceFor(project: string, { releases }: Findings): Guidance {
  if (project === "nova") {
    return inRelease(releases.get("nova"), [
      {
        to: "Grizzly",
        text: "nova has no root helper that stays running: `root_helper = sudo` spares the start altogether; else point `rootwrap_config` at few and short filter files, and run fewer commands (quantum instead of nova-network).",
      },
      {
        from: "Havana",
        to: "Kilo",
        text: "nova has no root helper that stays running before Liberty: point `rootwrap_config` at few and short filter files, and run fewer commands (fewer interface checks, neutron instead of nova-network).",
      },
      // nova-specs: liberty/implemented/nova-rootwrap-daemon-mode
      { from: "Liberty", to: "Stein", text: "Run rootwrap as a daemon: `[DEFAULT] use_rootwrap_daemon = True` in nova.conf, and let sudo start `nova-rootwrap-daemon`." },
      { from: "Train", text: "nova itself no longer uses rootwrap: these commands are started by something older, which an upgrade replaces." },
    ]);
  }
  if (project !== "neutron") return anyRelease("Upgrade to a release in which this service uses privsep, a helper that stays running, instead of rootwrap.");
  return inRelease(releases.get("neutron"), [
    { to: "Juno", text: "Set `root_helper = sudo` in the [AGENT] section with a sudoers rule for each command, or upgrade: from Kilo on a daemon does this at no such price." },
    {
      from: "Kilo",
      text: "Run rootwrap as a daemon: `[AGENT] root_helper_daemon = sudo neutron-rootwrap-daemon /etc/neutron/rootwrap.conf`, and let sudo start it; in current releases `use_helper_for_ns_read = False` spares the helper for mere listing of namespaces.",
    },
  ]);
}
