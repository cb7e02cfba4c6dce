import { formatDuration } from "../lib/duration.ts";
import { deepest, totalUs, unite } from "../lib/intervals.ts";
import { countOf } from "../lib/quantity.ts";
import type { TimedOperation } from "../model/trace.ts";
import { anyRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { duringRun, forEach, forRun, totalLengthUs, waited, WORTH_A_CHANGE_US } from "./suggest.ts";

// virSecurityManagerGenLabel, virt-aa-helper, libvirtd Setting domain security labels
const SECURITY = /virSecurity|virt-aa-helper|apparmor|security label/i;
const LEAST_RUNS = 3;

/** One lock of libvirt's security manager, under which profiles are loaded and files labelled. */
export const securityLabels: Remedy = {
  id: "security-labels",
  title: "Less labelling under the security manager's lock",
  references: ["https://libvirt.org/drvqemu.html#security-driver-selection", "https://gitlab.com/libvirt/libvirt/-/blob/master/src/qemu/qemu.conf.in"],
  suggest: (findings) => {
    const guidance = anyRelease(
      "Make each labelling shorter: fewer and local files for each guest; `remember_owner = 0` in qemu.conf spares storing the former owners, and `dynamic_ownership = 0` the change of owner where the files have the right one from the start; with AppArmor keep the common profile small, since it is compiled for each guest.",
    );
    const cost =
      'Labels that are not remembered are not restored. `security_driver = "none"` would remove the wait and with it the confinement of guests by AppArmor or SELinux, so that one that breaks out of QEMU meets only ordinary file permissions: no remedy for a host that runs others\' guests.';
    const locks = findings.hotspots.filter(({ resource, kind }) => kind !== "event" && SECURITY.test(resource));
    const ofLocks = forEach(locks, (hotspot) => ({ because: `Starting guests waited ${waited(hotspot)} for libvirt's security manager, which serves one at a time.`, guidance, cost }));
    if (ofLocks.length > 0) return ofLocks;
    const runs = duringRun(findings).filter(isLabelling);
    if (runs.length < LEAST_RUNS || totalLengthUs(runs) < WORTH_A_CHANGE_US || deepest(runs) > 1) return [];
    return forRun(runs, { because: `${countOf(runs.length, "labelling")} of guests took ${formatDuration(totalUs(unite(runs)))} in all, never two at once.`, guidance, cost }, locks[0]);
  },
};

function isLabelling({ operation, name }: TimedOperation): boolean {
  return (operation === "command" && /virt-aa-helper|apparmor_parser/.test(name)) || (operation === "domain-step" && SECURITY.test(name));
}
