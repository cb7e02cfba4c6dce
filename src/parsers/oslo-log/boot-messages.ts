import type { MilestoneName } from "../../model/event.ts";
import type { Operation } from "../../model/operation.ts";
import type { Release } from "../../model/release.ts";
import { numberAt, secondsToUs } from "./decimal.ts";
import { completed, milestone, milestoneRule, UUID, withInstance, type Message, type Out, type Rule } from "./message.ts";

/**
 * nova-compute's way to a running guest. Sources: nova/compute/manager.py, claims.py, virt/libvirt/driver.py, 2012.2 … 2026.1.
 * One line: `[instance: 0e1f…] Took 10.02 seconds to build instance.`
 */
export function bootRules(): readonly Rule[] {
  return [
    milestoneRule("Starting instance...", "build-started"),
    milestoneRule("Attempting claim: ", "claim-started", "claims without a node (Grizzly to Ocata)"),
    milestoneRule("Attempting claim on node ", "claim-started", "claims on a node (Pike to Stein)"),
    { starts: "Claim successful", read: readClaimed },
    milestoneRule("Start building networks asynchronously for instance.", "network-started"),
    milestoneRule("Allocating IP information in the background.", "network-started"),
    milestoneRule("allocate_for_instance() for ", "network-started"),
    milestoneRule("Updated the network info_cache for instance", "network-ready"),
    milestoneRule("Instance network_info:", "network-ready"),
    milestoneRule("Start building block device mappings for instance.", "block-devices-started"),
    milestoneRule("Start spawning the instance on the hypervisor.", "spawn-started"),
    exact("Creating image", "image-started"),
    exact("Creating image(s)", "image-started"),
    milestoneRule("Start _get_guest_xml ", "xml-started"),
    milestoneRule("Start to_xml ", "xml-started"),
    milestoneRule("End _get_guest_xml ", "xml-ready"),
    milestoneRule("End to_xml ", "xml-ready"),
    milestoneRule("Guest created on hypervisor", "guest-created"),
    milestoneRule("Instance is running", "guest-created"),
    milestoneRule("Instance spawned successfully.", "spawned"),
    ...lifecycleWords.map((word) => ({ starts: `VM ${word} (Lifecycle Event)`, read: readLifecycle })),
    { starts: "Lifecycle event ", read: readNumberedLifecycle },
    { starts: "Took ", read: readTook },
    { starts: "Image pre-cache operation for image(s) ", read: readPrecache },
    { starts: "Successfully created port: ", read: readPort },
  ];
}

/** A message that other messages begin with (`Creating image file`, …). */
function exact(text: string, name: MilestoneName): Rule {
  return {
    starts: text,
    read: (message, out) => {
      if (message.text !== text) return false;
      out.emit(milestone(message.head, name));
      return true;
    },
  };
}

const lifecycleWords = ["Started", "Stopped", "Paused", "Resumed", "Suspended"] as const;

const guestStates: Readonly<Record<string, MilestoneName>> = {
  Started: "guest-started",
  Stopped: "guest-stopped",
  Paused: "guest-paused",
  Resumed: "guest-resumed",
  Suspended: "guest-paused",
};

/** `VM Started (Lifecycle Event)` (Juno+) */
function readLifecycle(message: Message, out: Out): boolean {
  const name = guestStates[message.text.slice(3, message.text.indexOf(" ", 3))];
  if (name === undefined) return false;
  out.emit(milestone(message.head, name));
  return true;
}

/** `Lifecycle event 0 on VM 0e1f…` (Grizzly – Icehouse): 0 started, 1 stopped, 2 paused, 3 resumed. */
function readNumberedLifecycle(message: Message, out: Out, from: number): boolean {
  const name = (["guest-started", "guest-stopped", "guest-paused", "guest-resumed"] as const)[message.text.charCodeAt(from) - 48];
  if (name === undefined) return false;
  out.emit(milestone(withInstance(message.head, message.text), name));
  return true;
}

/** Ends of `Took n seconds …`, what they time, since when they are written, and the milestone the end of it is. */
const timed: readonly (readonly [what: string, operation: Operation, since: Release, reached?: MilestoneName])[] = [
  [" seconds to build instance.", "build", "Mitaka", "built"],
  [" seconds to spawn the instance on the hypervisor.", "spawn", "Mitaka"],
  [" seconds to destroy the instance on the hypervisor.", "destroy", "Mitaka"],
  [" seconds to deallocate network for instance.", "deallocate", "Mitaka", "deallocated"],
  [" seconds to snapshot the instance on the hypervisor.", "snapshot", "Rocky"],
  [" seconds to detach ", "detach-volumes", "Mitaka"],
  [" seconds to select destinations for ", "select-destinations", "Stein"],
  [" seconds for pre_live_migration on destination host ", "pre-live-migration", "Rocky"],
];

/** `Claim successful on node lab1` (Pike+): the node is the hypervisor's host, unless it is bare metal, which goes by an id. */
function readClaimed(message: Message, out: Out, from: number): boolean {
  const node = message.text.startsWith(" on node ", from) ? message.text.slice(from + 9).trim() : "";
  if (NODE_NAME.test(node) && !UUID.test(node)) out.host(node);
  out.emit(milestone(message.head, "claimed"));
  return true;
}

// lab1, cmp1.example.org
const NODE_NAME = /^[\w.-]{1,253}$/;

function readTook(message: Message, out: Out, from: number): boolean {
  const seconds = numberAt(message.text, from);
  const row = timed.find(([what]) => message.text.startsWith(what, from + seconds.length));
  const durationUs = secondsToUs(seconds);
  if (row === undefined || durationUs === undefined) return false;
  const [, operation, since, reached] = row;
  out.emit(completed(message.head, operation, message.text.slice(from + seconds.length + " seconds ".length).replace(/\.$/, ""), durationUs));
  if (reached !== undefined) out.emit(milestone(message.head, reached));
  out.release(`stated times (${since} or later)`);
  return true;
}

/** `Image pre-cache operation for image(s) a, b completed in 12.31 seconds; 2 cached, …` (Ussuri+) */
function readPrecache(message: Message, out: Out): boolean {
  const at = message.text.lastIndexOf(" completed in ");
  const durationUs = at < 0 ? undefined : secondsToUs(numberAt(message.text, at + 14));
  if (durationUs === undefined) return false;
  out.emit(completed(message.head, "image-precache", message.text.slice(0, at), durationUs));
  return true;
}

function readPort(message: Message, out: Out, from: number): boolean {
  const portId = message.text.slice(from);
  if (message.head.instanceId === undefined || portId.length !== 36) return false;
  out.emit({
    kind: "identity", head: message.head, instanceId: undefined, instanceName: undefined, domain: undefined, portId, requestId: undefined,
    tid: undefined, qemuPid: undefined, node: undefined,
  });
  out.emit(milestone(message.head, "network-port-created"));
  return true;
}
