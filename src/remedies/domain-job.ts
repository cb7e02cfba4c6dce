import { compareVersions } from "../analyses/releases.ts";
import { deepest } from "../lib/intervals.ts";
import { formatCount } from "../lib/quantity.ts";
import { anyRelease } from "./guidance.ts";
import type { Findings, HotspotDraft, Remedy, Suggestion } from "./remedy.ts";
import { duringRun, forEach, forRun, waited } from "./suggest.ts";

/** From here on no call holds the lock of libvirt's QEMU driver while it works. */
const UNLOCKED_DRIVER = "1.0.3";
const UPGRADE = `Upgrade libvirt: from ${UNLOCKED_DRIVER} on, calls for different domains no longer exclude one another.`;

/** Calls to start guests that are open at one time: fewer would hardly have been in one another's way. */
const LEAST_AT_ONCE = 3;

/** The one lock of libvirt's QEMU driver of old, and the job of each domain today. */
export const domainJob: Remedy = {
  id: "domain-job",
  title: "Calls that exclude one another in libvirt's QEMU driver",
  references: ["https://libvirt.org/kbase/internals/qemu-threads.html"],
  suggest: (findings) => [
    ...ofStartsAtOnce(findings),
    ...forEach(findings.hotspots.filter((hotspot) => isDriverLock(hotspot, findings)), (hotspot) => ({
      because: `Calls waited ${waited(hotspot)} for the lock of libvirt's QEMU driver, which lets one domain at a time be worked on.`,
      guidance: anyRelease(UPGRADE),
      cost: "None but the upgrade.",
    })),
    ...forEach(
      findings.hotspots.filter(({ kind, service }) => kind === "job" && isLibvirt(service)),
      (hotspot) => ({
        because: `Calls waited ${waited(hotspot)} for the job of their domain, which one call at a time may have.`,
        guidance: anyRelease(
          "Find the call that holds the job (see the holders) and make it rarer or shorter: polling for statistics, guest agent commands to guests that do not answer, snapshots. Do not call for one domain from two places at once.",
        ),
        cost: "The 30 s after which a waiting call gives up are fixed in libvirt.",
      }),
    ),
  ],
};

/** A log of such a version without a lock trace: calls that were open at once could only take turns. */
function ofStartsAtOnce(findings: Findings): readonly Suggestion[] {
  const starts = duringRun(findings).filter(({ operation, name }) => operation === "libvirt-api" && /DomainCreate/.test(name));
  const atOnce = deepest(starts);
  if (!hasLockedDriver(findings) || atOnce < LEAST_AT_ONCE || findings.hotspots.some((hotspot) => isDriverLock(hotspot, findings))) return [];
  return forRun(starts, {
    because: `Up to ${formatCount(atOnce)} calls to start guests were open at once, but the QEMU driver of this libvirt has one lock and works on one domain at a time.`,
    guidance: anyRelease(UPGRADE),
    cost: "None but the upgrade.",
  });
}

function hasLockedDriver({ libvirtVersions }: Findings): boolean {
  const highest = libvirtVersions.at(-1);
  return highest !== undefined && compareVersions(highest, UNLOCKED_DRIVER) < 0;
}

function isDriverLock({ kind, service, resource }: HotspotDraft, findings: Findings): boolean {
  if (kind !== "lock" || !isLibvirt(service)) return false;
  return /^qemuDriverLock\b/.test(resource) || (hasLockedDriver(findings) && /^qemu[A-Z]/.test(resource));
}

function isLibvirt(service: string): boolean {
  return service === "libvirtd" || service === "virtqemud";
}
