import type { HotspotDraft } from "./remedy.ts";

// iptables, ip6tables, iptables-qrouter-<uuid>, neutron-iptables, /var/lib/neutron/lock/neutron-iptables, ipset, ebtables
const FIREWALL = /(?:^|[/-])(?:ip6?tables|ipset|ebtables)\b/;

/** Locks under which the agents of the network service write firewall rules. */
export function isFirewallLock({ kind, service, resource }: Pick<HotspotDraft, "kind" | "service" | "resource">): boolean {
  return kind === "lock" && isNetworkAgent(service) && FIREWALL.test(resource);
}

export function isNetworkAgent(service: string): boolean {
  return /^(?:neutron|quantum)-/.test(service) && !service.endsWith("-server");
}
