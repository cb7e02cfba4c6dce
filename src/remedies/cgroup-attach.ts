import { onlySince } from "../analyses/libvirt-versions.ts";
import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import { anyRelease } from "./guidance.ts";
import type { Remedy } from "./remedy.ts";
import { duringRun, forEach, forRun, totalLengthUs, waited } from "./suggest.ts";

/** A step this long on average is not mere bookkeeping, which takes some 15 ms; µs. */
const SLOW_STEP_US = 250_000;
const LEAST_STEPS = 3;

// virCgroupAddTask, cgroup_attach_task, cgroup_threadgroup_rwsem, libvirtd Setting up domain cgroup (if required)
const CGROUP = /cgroup/i;

/** Moving a process into a control group waits until every CPU has passed a quiet moment, one move at a time. */
export const cgroupAttach: Remedy = {
  id: "cgroup-attach",
  title: "Quicker moves into control groups",
  references: ["https://docs.kernel.org/admin-guide/cgroup-v2.html", "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id=6a010a49b63a"],
  suggest: (findings) => {
    // docs/news: cgroup v2 from libvirt 4.9.0 on.
    const unified = (text: (where: string) => string): string => onlySince(findings.libvirtVersions, "4.9.0", text);
    const guidance = anyRelease(
      `Trim \`cgroup_controllers\` in qemu.conf to what is needed, so that fewer hierarchies are joined.${unified((where) => ` With cgroup v2${where} mount it with \`favordynmods\` (Linux 6.0 and later, or CONFIG_CGROUP_FAVOR_DYNMODS): moves no longer wait for a grace period.`)}`,
    );
    const cost = `A controller left out no longer limits or accounts. Unmounting cgroups altogether breaks hosts run by systemd.${unified(() => " `favordynmods` makes fork and exit of processes dearer.")}`;
    const locks = findings.hotspots.filter(({ resource, kind }) => kind !== "event" && CGROUP.test(resource));
    const ofLocks = forEach(locks, (hotspot) => ({ because: `Guests' processes waited ${waited(hotspot)} to be put into their control groups.`, guidance, cost }));
    if (ofLocks.length > 0) return ofLocks;
    const steps = duringRun(findings).filter(({ operation, name }) => operation === "domain-step" && CGROUP.test(name));
    if (steps.length < LEAST_STEPS || totalLengthUs(steps) < SLOW_STEP_US * steps.length) return [];
    return forRun(
      steps,
      { because: `Putting ${countOf(steps.length, "guest")} into control groups took ${formatDuration(totalLengthUs(steps))} in all.`, guidance, cost },
      locks[0],
    );
  },
};
