import type { Message, Out, Rule } from "./message.ts";
import { serviceOfName } from "./service.ts";

/**
 * What a service says of itself: version, own host. Sources: nova/service.py and its copies, neutron/common/config.py,
 * nova/compute/resource_tracker.py. One line: `Starting compute node (version 26.2.2)`
 */
export function selfRules(): readonly Rule[] {
  return [
    { starts: "Starting ", read: readStarting },
    { starts: "/usr/bin/", read: readVersion },
    { starts: "/usr/local/bin/", read: readVersion },
    { starts: "/bin/", read: readVersion },
    { starts: "/opt/", read: readVersion },
    { starts: "/var/lib/", read: readVersion },
    { starts: "Auditing locally available compute resources for ", read: readAudited },
    { starts: "Compute_service record updated for ", read: readAudited },
  ];
}

// Starting compute node (version 26.2.2), Starting cinder-volume node (version 20.0.0)
const STARTING = /^Starting (\S+) node \(version ([^)]+)\)/;

function readStarting(message: Message, out: Out): boolean {
  const match = STARTING.exec(message.text);
  if (match === null) return false;
  const project = message.logger.slice(0, Math.max(0, message.logger.indexOf(".")));
  const topic = match[1] ?? "";
  const product = topic.startsWith(`${project}-`) ? topic : `${project}-${topic}`;
  const service = serviceOfName(product);
  if (service !== undefined) out.service(service);
  out.release(`${project} ${match[2] ?? ""}`);
  // Each worker of a conductor or scheduler says so, also one started anew while others work: only here does it mean a new life.
  const alone = topic === "compute" || topic === "cinder-volume";
  out.emit({ kind: "banner", head: message.head, product, version: match[2], life: alone ? "start" : undefined });
  return true;
}

// /usr/bin/neutron-server version 21.0.0
const VERSION = /^\S+\/([^\s/]+) version (\S+)$/;

function readVersion(message: Message, out: Out): boolean {
  const match = VERSION.exec(message.text);
  if (match === null) return false;
  const product = match[1] ?? "";
  const service = serviceOfName(product);
  if (service === undefined) return false;
  out.service(service);
  out.release(`${service.split("-", 1)[0] ?? service} ${match[2] ?? ""}`);
  out.emit({ kind: "banner", head: message.head, product: service, version: match[2], life: "start" });
  return true;
}

/** The node is the hypervisor's own host name, which libvirt and atop on it use too; the name before it is only nova's. */
function readAudited(message: Message, out: Out, from: number): boolean {
  const node = NODE.exec(message.text.slice(from))?.slice(1).find((name) => name !== undefined);
  if (node !== undefined) out.host(node);
  return false;
}

// lab1 (node: vm), lab1:vm, ('lab1', 'vm'), node vm (Kilo to Newton), lab1 (Grizzly: the host is the node)
const NODE = /^(?:\S+ \(node: ([^\s)]+)\)|\('[^']+', '([^']+)'\)|node (\S+)|[^\s:]+:(\S+)|([^\s:(]+)\s*$)/;
