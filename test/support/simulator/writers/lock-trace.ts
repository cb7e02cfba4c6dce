import type { Acquisition } from "../engine/resource.ts";
import type { LibvirtCall } from "../facts.ts";
import type { World } from "../model/world.ts";
import { epochUs } from "./clock.ts";
import { tidOf } from "./libvirtd.ts";

/** A wait this long is recorded, and a hold; ns. */
const MIN_WAIT_NS = 20_000;
const MIN_HOLD_NS = 1_000_000;

/** `<start, epoch ns> <tid> <comm> WAIT|HOLD <lock> <ns> <caller>`: what a probe on libvirt's lock wrappers prints, ordered by when each row's time was over. */
export function writeLockTrace({ sim, scenario, locks, facts }: World): string {
  const calls = facts.filter((fact): fact is LibvirtCall => fact.kind === "libvirt-call");
  const threads = new Map<number, LibvirtCall>(calls.map((call) => [call.task.id, call]));
  const rows: { readonly endUs: number; readonly text: string }[] = [];
  for (const acquisition of sim.acquisitions) {
    const lock = [locks.driver, locks.security, locks.cgroup].indexOf(acquisition.resource);
    const call = threads.get(acquisition.task.id);
    if (lock < 0 || call === undefined) continue;
    const { wantedUs, gotUs, leftUs } = acquisition;
    const row = (kind: "WAIT" | "HOLD", sinceUs: number, us: number): void => {
      const startNs = BigInt(epochUs(scenario.dialect, sinceUs)) * 1000n + BigInt(jitterNs(acquisition));
      const address = `0x564af40${(0x38708 + lock * 0x4070).toString(16)}`;
      const comm = scenario.dialect === "zed" ? "rpc-libvirtd" : "libvirtd";
      rows.push({ endUs: sinceUs + us, text: `${String(startNs)} ${String(tidOf(call.worker))} ${comm} ${kind} ${address} ${String(us * 1000 + (jitterNs(acquisition) % 800))} ${CALLERS[acquisition.by] ?? "0x7f6a242f0207"} ${acquisition.by}+0x57 [libvirt.so.0]` });
    };
    if ((gotUs - wantedUs) * 1000 >= MIN_WAIT_NS) row("WAIT", wantedUs, gotUs - wantedUs);
    if ((leftUs - gotUs) * 1000 >= MIN_HOLD_NS) row("HOLD", gotUs, leftUs - gotUs);
  }
  rows.sort((a, b) => a.endUs - b.endUs);
  return rows.map(({ text }) => `${text}\n`).join("");
}

/** A µs is not enough for a clock of ns. */
function jitterNs({ task, gotUs }: Acquisition): number {
  return (task.id * 131 + gotUs * 7) % 1000;
}

const CALLERS: Readonly<Record<string, string>> = {
  qemuDriverLock: "0x7f6a241d9f10",
  virSecurityManagerSetAllLabel: "0x7f6a242550d5",
  virSecurityManagerRestoreAllLabel: "0x7f6a24255301",
  virCgroupAddTask: "0x7f6a24126889",
};
