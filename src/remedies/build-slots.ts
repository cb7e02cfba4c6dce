import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { cpuCaution, forEach, waited } from "./suggest.ts";

/** nova-compute builds only so many instances at a time, and no line says that one waits. */
export const buildSlots: Remedy = {
  id: "build-slots",
  title: "More builds at a time",
  references: ["https://docs.openstack.org/nova/latest/configuration/config.html", "https://docs.openstack.org/nova/2026.2/admin/concurrency.html"],
  suggest: (findings) =>
    forEach(
      findings.hotspots.filter(({ resource }) => resource === "nova-compute build slots"),
      (hotspot) => {
        const caution = cpuCaution(findings);
        const raise = `${caution === "" ? "Raise" : "raise"} \`[DEFAULT] max_concurrent_builds\` (10 unless set)`;
        return {
          because: `Boots waited ${waited(hotspot)} for one of ${hotspot.permits === null ? "the" : `the ${hotspot.permits}`} build slots of nova-compute.`,
          guidance: inRelease(findings.releases.get("nova"), [
            {
              to: "Juno",
              text: "There is no such limit yet: look at what else lets only so many builds run, such as the green threads of the message bus (`rpc_thread_pool_size`).",
            },
            { from: "Kilo", to: "2025.2", text: `${caution}${raise} in nova.conf of the compute nodes; 0 means no limit.` },
            {
              from: "2026.1",
              text: `${caution}${raise} in nova.conf of the compute nodes; a limit of 0 is deprecated. In native threading mode snapshots share the same threads.`,
            },
          ]),
          cost: "More builds at once contend more for the resource tracker, libvirt, the disk and the network service: raise it in steps, and compare.",
        };
      },
    ),
};
