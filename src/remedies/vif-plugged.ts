import { formatDuration } from "../lib/duration.ts";
import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { forEach, waited } from "./suggest.ts";

/** A guest stays paused until the network service says that its port is wired. */
export const vifPlugged: Remedy = {
  id: "vif-plugged",
  title: "Faster wiring of ports",
  references: ["https://docs.openstack.org/nova/latest/configuration/config.html", "https://docs.openstack.org/neutron/latest/admin/deploy-ovs.html"],
  suggest: (findings) =>
    forEach(
      findings.hotspots.filter(({ kind, resource }) => kind === "event" && resource.startsWith("network-vif-plugged")),
      (hotspot) => ({
        because: `Guests that were ready waited ${waited(hotspot)} for neutron to say that their port is wired, up to ${formatDuration(hotspot.waitUs.max)} each.`,
        guidance: inRelease(findings.releases.get("neutron"), [
          {
            to: "Juno",
            text: "Look at the agent on the compute node, which wires one port after another: run commands by a quicker `root_helper`, and give neutron-server more workers to tell nova.",
          },
          {
            from: "Kilo",
            text: "Look at the agent on the compute node, which wires ports turn by turn of its loop: a root helper that stays running (`[AGENT] root_helper_daemon`), fewer firewall rules, and enough `rpc_workers` of neutron-server to bind ports and tell nova. ML2/OVN has no such loop.",
          },
        ]),
        cost: "`vif_plugging_is_fatal = False` with `vif_plugging_timeout = 0` hides the wait, not the cause: guests then start before their network works and may boot without an address.",
      }),
    ),
};
