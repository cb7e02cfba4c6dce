import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { forEach, waited } from "./suggest.ts";

/** One lock for each instance, held while nova asks neutron about its ports. */
export const networkCacheLock: Remedy = {
  id: "network-cache-lock",
  title: "Fewer and faster questions to neutron",
  references: ["https://docs.openstack.org/nova/latest/configuration/config.html", "https://bugs.launchpad.net/nova/+bug/1996094"],
  suggest: (findings) =>
    forEach(
      findings.hotspots.filter(({ kind, service, resource }) => kind === "lock" && service === "nova-compute" && resource === "refresh_cache-<uuid>"),
      (hotspot) => ({
        because: `Work for an instance waited ${waited(hotspot)} for other work that was asking neutron about the same instance.`,
        guidance: inRelease(findings.releases.get("nova"), [
          {
            to: "Juno",
            text: "It is held for as long as the network service takes to answer: give that more processes first. A longer `heal_instance_info_cache_interval` in nova.conf (60 s unless set) makes the periodic refresh rarer.",
          },
          {
            from: "Kilo",
            to: "2024.2",
            text: "It is held for as long as neutron takes to answer: give neutron-server more workers first. `heal_instance_info_cache_interval = -1` in nova.conf stops the periodic refresh (each minute unless set), which neutron's own events make needless.",
          },
          {
            from: "2025.1",
            text: "It is held for as long as neutron takes to answer: give neutron-server more processes. See that nothing sets `heal_instance_info_cache_interval`; the periodic refresh is off by default in current releases.",
          },
        ]),
        cost: "Without the periodic refresh, a cache that lost an event stays wrong until the next one.",
      }),
    ),
};
