import type { GaugePoint } from "../../model/trace.ts";
import { isGuest } from "../process-names.ts";
import { partsOfKey } from "../resource-key.ts";
import type { ActivityNode, Queue } from "./activity.ts";

/**
 * Whose processes work for a line: the virtualisation daemon while the line holds something of the daemon's, another service while that serves it, else the one in which all builds
 * of a host go on. In most of its calls the daemon waits, for QEMU to end or to answer, and takes less of the cores than others at work.
 */
export type Workplace = "builder" | "service" | "daemon";

/** The virtualisation daemon, as its log and its process are called. */
const DAEMON = /^(?:libvirtd|virtqemud)/;

export function isDaemon(service: string): boolean {
  return DAEMON.test(service);
}

/**
 * The process in which all builds of a host go on shares one core among them, since Python runs one thread of a process at a time. Other services'
 * processes are queues of workers: what these lack shows as waiting there, and not in the pace of everyone's work.
 */
const BUILDER = /^nova-compute/;

/** Where whoever holds something of a queue is worked for; undefined: where he was before. */
export function workplaces(resources: readonly Queue[]): readonly (Workplace | undefined)[] {
  return resources.map(({ key }) => {
    const { kind, service } = partsOfKey(key);
    if (isDaemon(service)) return "daemon";
    return kind === "service" && !BUILDER.test(service) ? "service" : undefined;
  });
}

/** Looks at one node of a line after another, and at where the line is worked for then. */
export function withWorkplace(nodes: readonly ActivityNode[], placeOf: readonly (Workplace | undefined)[], visit: (node: ActivityNode, place: Workplace) => void): void {
  let [inDaemon, inService] = [0, 0];
  for (const node of nodes) {
    if (node.kind === "acquire" || node.kind === "release") {
      const step = node.kind === "acquire" ? 1 : -1;
      if (placeOf[node.queue] === "daemon") inDaemon += step;
      else if (placeOf[node.queue] === "service") inService += step;
    }
    visit(node, inDaemon > 0 ? "daemon" : inService > 0 ? "service" : "builder");
  }
}

/** Processes whose cores the daemon's calls use: its own, and those of guests. */
export function isOfDaemon({ gauge, subject = "" }: GaugePoint): boolean {
  return gauge === "process-cpu" && (isDaemon(subject) || isGuest(subject));
}

export function isOfBuilder({ gauge, subject = "" }: GaugePoint): boolean {
  return gauge === "process-cpu" && BUILDER.test(subject);
}
