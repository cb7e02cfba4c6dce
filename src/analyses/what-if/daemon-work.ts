import type { GaugePoint } from "../../model/trace.ts";
import { isGuest } from "../process-names.ts";
import { partsOfKey } from "../resource-key.ts";
import type { ActivityNode, Queue } from "./activity.ts";

/** The virtualisation daemon, as its log and its process are called. */
const DAEMON = /^(?:libvirtd|virtqemud)/;

/** Of the queues those that are the daemon's. */
export function queuesOfDaemon(resources: readonly Queue[]): ReadonlySet<number> {
  return new Set(resources.flatMap(({ key }, queue) => (DAEMON.test(partsOfKey(key).service) ? [queue] : [])));
}

/**
 * Looks at one node of a line after another, and whether the virtualisation daemon is at work for the line: it holds something of the daemon's. In most of its calls the daemon
 * waits, for QEMU to end or to answer, and takes less of the cores than others at work.
 */
export function withDaemon(nodes: readonly ActivityNode[], ofDaemon: ReadonlySet<number>, visit: (node: ActivityNode, inDaemon: boolean) => void): void {
  let held = 0;
  for (const node of nodes) {
    if ((node.kind === "acquire" || node.kind === "release") && ofDaemon.has(node.queue)) held += node.kind === "acquire" ? 1 : -1;
    visit(node, held > 0);
  }
}

/** Processes whose cores the daemon's calls use: its own, and those of guests. */
export function isOfDaemon({ gauge, subject = "" }: GaugePoint): boolean {
  return gauge === "process-cpu" && (DAEMON.test(subject) || isGuest(subject));
}
