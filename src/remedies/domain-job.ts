import { compareVersions } from "../analyses/releases.ts";
import { anyRelease } from "./guidance.ts";
import type { Findings, HotspotDraft, Remedy } from "./remedy.ts";
import { forEach, waited } from "./suggest.ts";

/** From here on no call holds the lock of libvirt's QEMU driver while it works. */
const UNLOCKED_DRIVER = "1.0.3";

/** The one lock of libvirt's QEMU driver of old, and the job of each domain today. */
export const domainJob: Remedy = {
  id: "domain-job",
  title: "Calls that exclude one another in libvirt's QEMU driver",
  references: ["https://libvirt.org/kbase/internals/qemu-threads.html"],
  suggest: (findings) => [
    ...forEach(findings.hotspots.filter((hotspot) => isDriverLock(hotspot, findings)), (hotspot) => ({
      because: `Calls waited ${waited(hotspot)} for the lock of libvirt's QEMU driver, which lets one domain at a time be worked on.`,
      guidance: anyRelease(`Upgrade libvirt: from ${UNLOCKED_DRIVER} on, calls for different domains no longer exclude one another.`),
      cost: "None but the upgrade.",
    })),
    ...forEach(
      findings.hotspots.filter(({ kind, service }) => kind === "job" && isLibvirt(service)),
      (hotspot) => ({
        because: `Calls waited ${waited(hotspot)} for the job of their domain, which one call at a time may have.`,
        guidance: anyRelease("Find the call that holds the job (see the holders) and make it rarer or shorter: polling for statistics, guest agent commands to guests that do not answer, snapshots. Do not call for one domain from two places at once."),
        cost: "The 30 s after which a waiting call gives up are fixed in libvirt.",
      }),
    ),
  ],
};

function isDriverLock({ kind, service, resource }: HotspotDraft, { libvirtVersions }: Findings): boolean {
  if (kind !== "lock" || !isLibvirt(service)) return false;
  if (/^qemuDriverLock\b/.test(resource)) return true;
  const [highest] = [...libvirtVersions].reverse();
  return highest !== undefined && compareVersions(highest, UNLOCKED_DRIVER) < 0 && /^qemu[A-Z]/.test(resource);
}

function isLibvirt(service: string): boolean {
  return service === "libvirtd" || service === "virtqemud";
}
