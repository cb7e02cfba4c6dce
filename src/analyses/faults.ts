import { descending, group } from "d3-array";
import { collapseIds } from "../lib/collapse-ids.ts";
import type { Fault } from "../model/run.ts";
import type { Boot } from "./boots.ts";
import type { BootRun } from "./runs.ts";
import { outcomeOf } from "./runs.ts";

/** Longest reason told, characters. */
const LONGEST = 160;

/** Why boots failed, alike ones together, most first. */
export function faultsOf(boots: readonly Boot[], readyBy: BootRun["readyBy"]): readonly Fault[] {
  const failed = boots.filter((boot) => outcomeOf(boot, readyBy) === "error");
  return [...group(failed, ({ fault }) => (fault === undefined ? undefined : reasonOf(fault)))]
    .map(([reason, alike]) => ({ reason: reason ?? null, boots: alike.length, instances: alike.map(({ instance: { id, name } }) => name ?? id).sort() }))
    .sort((a, b) => descending(a.boots, b.boots) || ((a.reason ?? "") < (b.reason ?? "") ? -1 : 1));
}

/**
 * What is the same in every boot that fails of it: the exception without what was being done (`Instance failed to spawn: `) and without its module, and without ids.
 * Instance failed to spawn: nova.exception.HypervisorUnavailable: Connection to the hypervisor is broken on host
 */
export function reasonOf(fault: string): string {
  const parts = collapseIds(fault).replace(/\s+/g, " ").trim().split(": ");
  const exception = parts.findIndex(isException);
  const said = exception < 0 ? parts : [parts[exception]?.split(".").at(-1) ?? "", ...parts.slice(exception + 1)];
  const letters = [...said.join(": ")];
  return letters.length <= LONGEST ? letters.join("") : `${letters.slice(0, LONGEST - 1).join("")}…`;
}

/** `nova.exception.HypervisorUnavailable`, `libvirt.libvirtError`, `NoValidHost_Remote`; not a word that a sentence may have before its colon. */
function isException(part: string): boolean {
  if (!/^[A-Z_][\w.]*$/i.test(part)) return false;
  const name = part.split(".").at(-1) ?? "";
  return /(?:Error|Exception|_Remote)$/.test(name) || (part.includes(".") && /^[A-Z]/.test(name));
}
