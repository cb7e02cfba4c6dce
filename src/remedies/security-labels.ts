import { onlySince } from "../analyses/libvirt-versions.ts";
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
    // docs/news: owners and labels are remembered from libvirt 5.6.0 on.
    const remembered = (text: (where: string) => string): string => onlySince(findings.libvirtVersions, "5.6.0", text);
    const guidance = anyRelease(
      `Make each labelling shorter: fewer and local files for each guest; \`dynamic_ownership = 0\` in qemu.conf spares the change of owner where the files have the right one from the start${remembered((where) => `, and \`remember_owner = 0\`${where} the storing of the former ones`)}; with AppArmor keep the common profile small, since it is compiled for each guest.`,
    );
    const cost = `${remembered(() => "Labels that are not remembered are not restored. ")}\`security_driver = "none"\` would remove the wait and with it the confinement of guests by AppArmor or SELinux, so that one that breaks out of QEMU meets only ordinary file permissions: no remedy for a host that runs others' guests.`;
    const locks = findings.hotspots.filter(({ resource, kind }) => kind !== "event" && SECURITY.test(resource));
    const ofLocks = forEach(locks, (hotspot) => ({
      because: `Starting guests waited ${waited(hotspot)} for libvirt's security manager, which serves one at a time.`,
      guidance,
      cost,
    }));
    if (ofLocks.length > 0) return ofLocks;
    const runs = duringRun(findings).filter(isLabelling);
    if (runs.length < LEAST_RUNS || totalLengthUs(runs) < WORTH_A_CHANGE_US || deepest(runs) > 1) return [];
    return forRun(
      runs,
      { because: `${countOf(runs.length, "labelling")} of guests took ${formatDuration(totalUs(unite(runs)))} in all, never two at once.`, guidance, cost },
      locks[0],
    );
  },
};

function isLabelling({ operation, name }: TimedOperation): boolean {
  return (operation === "command" && /virt-aa-helper|apparmor_parser/.test(name)) || (operation === "domain-step" && SECURITY.test(name));
}
