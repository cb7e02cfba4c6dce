import { daemonConf, onlySince } from "../analyses/libvirt-versions.ts";
import { areSince } from "../analyses/releases.ts";
import { anyRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { forEach, waited } from "./suggest.ts";

/** Calls queue for libvirt's workers, or unread in the connection of one client. */
export const libvirtRequestLimits: Remedy = {
  id: "libvirt-request-limits",
  title: "Let libvirt take more calls at once",
  references: ["https://libvirt.org/daemons.html", "https://gitlab.com/libvirt/libvirt/-/blob/master/src/remote/libvirtd.conf.in"],
  suggest: ({ hotspots, libvirtVersions }) =>
    forEach(
      hotspots.filter(({ resource }) => resource === "libvirtd workers" || resource === "libvirtd client requests"),
      (hotspot) => {
        const permits = hotspot.permits === null ? "" : ` (${hotspot.permits} at a time)`;
        const file = daemonConf(libvirtVersions);
        // `max_requests`, a limit over all clients, is in no libvirtd.conf of today.
        const old = areSince(libvirtVersions, "1.2.0") === false ? ", `max_requests` with it," : "";
        // Its calls are those of LIBVIRT_ADMIN_2.0.0 in src/admin/libvirt_admin_public.syms.
        const watch = onlySince(libvirtVersions, "2.0.0", (where) => ` \`virt-admin srv-threadpool-info libvirtd\`${where} shows how many are busy.`);
        return hotspot.resource === "libvirtd workers"
          ? {
              because: `Calls waited ${waited(hotspot)} for a worker of libvirt${permits}.`,
              guidance: anyRelease(
                `Raise \`max_workers\` (20 unless set)${old} and \`max_client_requests\` in ${file}; calls that never block have \`prio_workers\` (5) of their own.${watch}`,
              ),
              cost: "Each worker is a thread; more of them contend for libvirt's own locks.",
            }
          : {
              because: `Calls of one client waited ${waited(hotspot)} unread, since as many as it may have were being served${permits}.`,
              guidance: anyRelease(
                `Raise \`max_client_requests\` (5 unless set)${old} in ${file}: nova-compute is one client for all its boots. Keep it well below \`max_workers\` (20), so that other clients find a worker.`,
              ),
              cost: "Too high, one client can take all workers; too low, its keepalive answers queue as well and the connection breaks.",
            };
      },
    ),
};
