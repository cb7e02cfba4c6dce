import { compareVersions } from "../analyses/releases.ts";
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
        const file = "libvirtd.conf (virtqemud.conf where the daemons are split up)";
        // `max_requests`, a limit over all clients, is in no libvirtd.conf of today.
        const [lowest] = libvirtVersions;
        const old = lowest !== undefined && compareVersions(lowest, "1.2.0") < 0 ? ", `max_requests` with them in this version" : "";
        return hotspot.resource === "libvirtd workers"
          ? {
              because: `Calls waited ${waited(hotspot)} for a worker of libvirt${permits}.`,
              guidance: anyRelease(`Raise \`max_workers\` (20 unless set) in ${file}${old}, and \`max_client_requests\` with it; calls that never block have \`prio_workers\` (5) of their own. \`virt-admin srv-threadpool-info libvirtd\` shows how many are busy.`),
              cost: "Each worker is a thread; more of them contend for libvirt's own locks.",
            }
          : {
              because: `Calls of one client waited ${waited(hotspot)} unread, since as many as it may have were being served${permits}.`,
              guidance: anyRelease(`Raise \`max_client_requests\` (5 unless set) in ${file}${old}: nova-compute is one client for all its boots. Keep it well below \`max_workers\` (20), so that other clients find a worker.`),
              cost: "Too high, one client can take all workers; too low, its keepalive answers queue as well and the connection breaks.",
            };
      },
    ),
};
