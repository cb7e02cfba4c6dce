import { formatShare } from "../lib/quantity.ts";
import { anyRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";

/** Where a disk was what the run waited for, no order of queues makes it faster. */
export const diskLimit: Remedy = {
  id: "disk-limit",
  comesFirst: true,
  title: "The disk is the limit: less to write, or a faster one",
  references: ["https://docs.openstack.org/nova/latest/admin/image-caching.html"],
  suggest: ({ run: { limitedBy, hardware } }) =>
    limitedBy !== "disk" || hardware === null
      ? []
      : [
          {
            hotspot: null,
            because: `The busiest disk was in use ${formatShare(hardware.diskMean)} of the time until the last boot was ready.`,
            guidance: anyRelease(
              "Have images on the host before the boots, as thin copies of one base image (`use_cow_images = True`, so unless set) on a disk of their own; spread the boots over more hosts, or ask for fewer at a time.",
            ),
            cost: "More hosts or disks. Fewer builds at a time do not end the last boot sooner, but each takes less long.",
            evidence: [],
          },
        ],
};
