import type { Message, Out, Rule } from "./message.ts";
import { serviceOfName } from "./service.ts";

/**
 * What a service says of itself: version, own host. Sources: nova/service.py and its copies, neutron/common/config.py,
 * oslo_config/cfg.py (`log_opt_values`), nova/compute/resource_tracker.py. One line: `Starting compute node (version 26.2.2)`
 */
export function selfRules(): readonly Rule[] {
  return [
    { starts: "Starting ", read: readStarting },
    { starts: "/usr/bin/", read: readVersion },
    { starts: "/usr/local/bin/", read: readVersion },
    { starts: "/bin/", read: readVersion },
    { starts: "/opt/", read: readVersion },
    { starts: "/var/lib/", read: readVersion },
    { starts: "host  ", read: readOption },
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

// host                           = lab1
const OPTION = /^host +=\s(\S+)$/;

function readOption(message: Message, out: Out): boolean {
  const host = OPTION.exec(message.text)?.[1];
  if (message.func === "log_opt_values" && host !== undefined) out.host(host);
  return false;
}

/** `lab1 (node: vm)`, `lab1:vm`, `lab1 `, `('lab1', 'vm')`; Kilo – Newton name only the node: `node vm` */
function readAudited(message: Message, out: Out, from: number): boolean {
  const host = HOST.exec(message.text.slice(from))?.[1];
  if (host !== undefined && host !== "node") out.host(host);
  return false;
}

// lab1 (node: vm), lab1:vm, ('lab1', 'vm')
const HOST = /^(?:\('?)?([^\s:,'()]+)/;
