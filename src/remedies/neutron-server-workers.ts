import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { serverQueues, sizeOf } from "./server-queue.ts";
import { forEach, waited } from "./suggest.ts";

/** Ports are made, bound and told to be up by the few processes of the network service. */
export const neutronServerWorkers: Remedy = {
  id: "neutron-server-workers",
  title: "More processes for neutron-server",
  references: ["https://docs.openstack.org/neutron/latest/admin/config-neutron-server-processes.html", "https://docs.openstack.org/neutron/latest/admin/config-wsgi.html"],
  suggest: (findings) =>
    forEach(serverQueues(findings, "neutron-server", "quantum-server"), (hotspot) => ({
      because: `Requests waited ${waited(hotspot)} for ${sizeOf(hotspot)} of the network service.`,
      guidance: inRelease(findings.releases.get("neutron"), [
        { to: "Havana", text: "neutron-server (quantum-server before Havana) is one process: run several behind a load balancer, or upgrade." },
        { from: "Icehouse", to: "Ocata", text: "Raise `[DEFAULT] api_workers` and `rpc_workers` in neutron.conf." },
        {
          from: "Pike",
          to: "2024.2",
          text: "Raise `[DEFAULT] api_workers` and `rpc_workers` in neutron.conf; under uWSGI the number of `processes` takes the place of `api_workers`, and neutron-rpc-server runs beside it.",
        },
        {
          from: "2025.1",
          text: "The API runs under a WSGI server only: raise the `processes` of uWSGI (with `start-time = %t` for ML2/OVN), and `[DEFAULT] rpc_workers` of neutron-rpc-server (half the cores unless set), `rpc_state_report_workers` (1) where reports of agents queue.",
        },
      ]),
      cost: "Each process takes memory and database connections.",
    })),
};
