import { formatInstant } from "../lib/instant.ts";
import { countOf, formatCount } from "../lib/quantity.ts";
import type { Place } from "../model/trace.ts";
import { anyRelease } from "./guidance.ts";
import type { Findings, Remedy } from "./remedy.ts";

/** What faults of a kind call for, by words of the exception or its message. */
const KINDS: readonly (readonly [RegExp, (run: Findings["run"]) => string])[] = [
  // Connection to the hypervisor is broken on host; internal error: client socket is closed; End of file while reading data
  [/connection to the hypervisor|client socket is closed|end of file while reading|cannot recv data|failed to connect socket/i, (run) => {
    const restart = run.restarts.find(({ service }) => /^(?:lib)?virt[a-z]*d$/.test(service));
    return restart === undefined
      ? "libvirt's daemon went away or was restarted meanwhile: look for its end and its start in its log, the journal and the kernel's log (a crash, the OOM killer, an upgrade)."
      : `libvirt's daemon was started anew at ${formatInstant(restart.atUs)}: look in the journal and the kernel's log for what ended it before (a crash, the OOM killer, an upgrade).`;
  }],
  // NoValidHost: No valid host was found; Exceeded maximum number of retries
  [
    /no ?valid ?host|exceeded maximum number of retries|insufficient/i,
    () => "No host took them: look at what the scheduler's filters and the claims of the hosts left out, and for the fault before the last retry.",
  ],
  // MessagingTimeout: Timed out waiting for a reply to message ID
  [/messagingtimeout|timed out waiting for a reply/i, () => "A service did not answer on the message bus in time: look at the one that was asked, and at the broker."],
  // VirtualInterfaceCreateException: Virtual Interface creation failed
  [/virtual ?interface|vif|portbinding/i, () => "Their ports were not wired in time, or not at all: look at the network service and its agent on that host."],
  [/cannot allocate memory|no space left|disk full/i, () => "The host ran out of memory or disk."],
];

const MOST_LINES = 3;

/** Queues of a run in which boots failed are not those of a whole run: who failed left them, and what made them fail may have held up the others. */
export const failedBoots: Remedy = {
  id: "failed-boots",
  comesFirst: true,
  title: "Find out why boots failed before the queues",
  references: ["https://docs.openstack.org/nova/latest/admin/support-compute.html"],
  suggest: (findings) => {
    const { error, requested, faults, restarts } = findings.run;
    if (error === 0) return [];
    const advice = KINDS.filter(([words]) => faults.some(({ reason }) => reason !== null && words.test(reason))).map(([, text]) => text(findings.run));
    return [
      {
        hotspot: null,
        because: `${formatCount(error)} of ${countOf(requested, "boot")} failed. Those left the queues early, and what made them fail may have held up the others: waits and growth are told of a run that was not whole.`,
        guidance: anyRelease(advice.length > 0 ? advice.join(" ") : "Look at the lines before the error in the log of the service that gave up."),
        cost: null,
        evidence: [...restarts.flatMap(({ evidence }) => evidence), ...errorLines(findings)].slice(0, MOST_LINES),
      },
    ];
  },
};

/** The line that tells of the error, of each boot that failed. */
function errorLines({ study: { boots } }: Findings): readonly Place[] {
  return boots
    .filter(({ errorUs }) => errorUs !== undefined)
    .flatMap(({ instance }) => instance.milestones.find(({ milestone, outside }) => milestone === "error" && !outside)?.place ?? []);
}
