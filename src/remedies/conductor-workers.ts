import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { serverQueues, sizeOf } from "./server-queue.ts";
import { forEach, waited } from "./suggest.ts";

/** Every database access of a compute node passes the conductor. */
export const conductorWorkers: Remedy = {
  id: "conductor-workers",
  title: "More workers for nova-conductor",
  references: ["https://docs.openstack.org/nova/latest/configuration/config.html", "https://docs.openstack.org/nova/2026.2/admin/concurrency.html"],
  suggest: (findings) =>
    forEach(serverQueues(findings, "nova-conductor"), (hotspot) => ({
      because: `Calls waited ${waited(hotspot)} for ${sizeOf(hotspot)} of nova-conductor.`,
      guidance: inRelease(findings.releases.get("nova"), [
        {
          from: "Grizzly",
          to: "Grizzly",
          text: "nova-conductor is one process: start several of them, on one host or more; or let nova-compute use the database itself (`[conductor] use_local = True`), which gives it the database's password.",
        },
        { from: "Havana", to: "Havana", text: "Raise `[conductor] workers` in nova.conf (one unless set), or start nova-conductor on further hosts." },
        { from: "Icehouse", to: "2026.1", text: "Raise `[conductor] workers` in nova.conf (one per core unless set), or start nova-conductor on further hosts." },
        {
          from: "2026.2",
          text: "Raise `[conductor] workers` in nova.conf (one per core unless set) and, in native threading mode, `[DEFAULT] executor_thread_pool_size`, which bounds what each worker does at once.",
        },
      ]),
      cost: "Each worker takes memory and database connections.",
    })),
};
