import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { serverQueues, sizeOf } from "./server-queue.ts";
import { forEach, waited } from "./suggest.ts";

/** Requests to boot queue for the few processes of the compute API. */
export const apiProcesses: Remedy = {
  id: "api-processes",
  title: "More processes for nova-api",
  references: ["https://docs.openstack.org/nova/latest/admin/wsgi.html", "https://docs.openstack.org/nova/2025.1/configuration/config.html"],
  suggest: (findings) =>
    forEach(serverQueues(findings, "nova-api"), (hotspot) => ({
      because: `Requests waited ${waited(hotspot)} for ${sizeOf(hotspot)} of nova-api.`,
      guidance: inRelease(findings.releases.get("nova"), [
        { to: "Folsom", text: "nova-api is one process: run several behind a load balancer, or upgrade." },
        { from: "Grizzly", to: "Ocata", text: "Raise `[DEFAULT] osapi_compute_workers` in nova.conf; about one per core." },
        {
          from: "Pike",
          to: "2025.2",
          text: "Raise `[DEFAULT] osapi_compute_workers` in nova.conf where nova-api runs by itself, or the number of `processes` of uWSGI or mod_wsgi where it runs under one; about one per core.",
        },
        {
          from: "2026.1",
          text: "nova-api runs under a WSGI server only: raise the number of `processes` of uWSGI or mod_wsgi that load nova.wsgi.osapi_compute (`osapi_compute_workers` is gone).",
        },
      ]),
      cost: "Each process takes memory of its own (100 MB and more) and database connections.",
    })),
};
