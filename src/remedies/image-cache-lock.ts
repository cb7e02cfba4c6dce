import { inRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { forEach, waited } from "./suggest.ts";

/** Whoever needs an image first fetches it, and all others on the host wait for that. */
export const imageCacheLock: Remedy = {
  id: "image-cache-lock",
  title: "Images on the host before the boots",
  references: ["https://docs.openstack.org/nova/latest/admin/image-caching.html"],
  suggest: (findings) =>
    forEach(
      findings.hotspots.filter(({ kind, service, resource }) => kind === "lock" && service === "nova-compute" && resource === "<sha1>"),
      (hotspot) => ({
        because: `Boots waited ${waited(hotspot)} for an image that another boot was fetching or copying.`,
        guidance: inRelease(findings.releases.get("nova"), [
          {
            to: "Train",
            text: "Boot one instance of the image on each host beforehand, and keep base images (`remove_unused_base_images = False`, or a long `remove_unused_original_minimum_age_seconds`).",
          },
          {
            from: "Ussuri",
            text: "Have the image cached beforehand (`openstack aggregate cache image`, API microversion 2.81), and keep base images (section [image_cache]: `remove_unused_original_minimum_age_seconds`). Images in Ceph with `images_type = rbd` are cloned and need no fetching.",
          },
        ]),
        cost: "Cached images take disk on every host.",
      }),
    ),
};
