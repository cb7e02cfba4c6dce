import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { duringRun, forEach, forRun, totalLengthUs, waited, WORTH_A_CHANGE_US } from "./suggest.ts";

// e.g. sudo nova-rootwrap /etc/nova/rootwrap.conf iptables-restore -c
const IPTABLES = /\bip6?tables-(?:save|restore)\b/;
const LOCK = /^(?:nova-)?ip6?tables\b/;

/** nova-compute writes firewall rules itself, one instance at a time. */
export const computeFirewall: Remedy = {
  id: "compute-firewall",
  title: "Let the network service filter, not nova-compute",
  references: ["https://docs.openstack.org/releasenotes/nova/ussuri.html", "https://docs.openstack.org/neutron/latest/admin/config-ovsfwdriver.html"],
  suggest: (findings) => {
    const move = "Have the network service do the security groups (a `firewall_driver` in the [securitygroup] section of its agent), and none in nova:";
    const guidance = inRelease(findings.releases.get("nova"), [
      { to: "Folsom", text: "Upgrade: before Grizzly the network service does no security groups for nova." },
      { from: "Grizzly", to: "Grizzly", text: `${move} \`security_group_api = quantum\` and \`firewall_driver = nova.virt.firewall.NoopFirewallDriver\` in nova.conf.` },
      { from: "Havana", to: "Newton", text: `${move} \`security_group_api = neutron\` and \`firewall_driver = nova.virt.firewall.NoopFirewallDriver\` in nova.conf.` },
      { from: "Ocata", to: "Train", text: `${move} \`use_neutron = True\` (so by default) and \`firewall_driver = nova.virt.firewall.NoopFirewallDriver\` in nova.conf.` },
      {
        from: "Ussuri",
        text: "Nova filters nothing itself in this release; what is left are rules of the Linux bridge plugin of os-vif. The Open vSwitch or OVN back end of neutron needs none of them.",
      },
    ]);
    const cost = "Needs every port to be neutron's. Check that the agent's firewall is in place before nova's is switched off, or guests are unfiltered.";
    const locks = findings.hotspots.filter(({ service, resource }) => service === "nova-compute" && LOCK.test(resource));
    const ofLocks = forEach(locks, (hotspot) => ({ because: `Boots waited ${waited(hotspot)} for nova-compute's own lock on iptables.`, guidance, cost }));
    if (ofLocks.length > 0) return ofLocks;
    const commands = duringRun(findings).filter(({ operation, name, actor }) => operation === "command" && actor.service === "nova-compute" && IPTABLES.test(name));
    if (totalLengthUs(commands) < WORTH_A_CHANGE_US) return [];
    return forRun(commands, { because: `nova-compute ran iptables ${countOf(commands.length, "time")}, ${formatDuration(totalLengthUs(commands))} in all.`, guidance, cost });
  },
};
