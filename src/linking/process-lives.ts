import type { MilestoneName } from "../model/event.ts";
import type { TracedMilestone } from "../model/trace.ts";
import type { Life } from "./bind-actors.ts";
import type { Joins } from "./join-instances.ts";
import type { Lineage } from "./link-source.ts";
import type { Placing } from "./placing.ts";

const BOOT_ENDS: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["built", "active", "ping", "ssh"]);
const DELETE_STARTS: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["delete-requested", "terminating"]);

/** What became of one QEMU process, as far as libvirt's log tells. µs UTC; undefined: not seen. */
interface Process {
  startedUs: number | undefined;
  stopsUs: number | undefined;
  /** Calls that let the guest go on, from when to when, and those that held it. */
  readonly resumes: { readonly startUs: number; readonly endUs: number }[];
  readonly suspendsUs: number[];
}

/**
 * When each instance's QEMU process was started, let go and stopped, as libvirt's log says: all there is where no other log tells of its boot and delete. By
 * index of the instance.
 */
export function processLives(lineages: readonly Lineage[], joins: Joins, { at, hostOf }: Placing): ReadonlyMap<number, Life> {
  const processes = new Map<number, Process>();
  for (const { paired } of lineages) {
    for (const { operation, name, writer, work, domain, place, startUs: rawStartUs, endUs: rawEndUs, open } of paired.operations) {
      const does = operation === "libvirt-api" ? CALL.exec(name)?.[0] : operation;
      if (does === undefined || !TELLING.has(does)) continue;
      const named = domain ?? work?.domain;
      const id = work?.instanceId ?? (named === undefined ? undefined : joins.instanceOfDomain(named, hostOf(writer, place.source)));
      const instance = id === undefined ? undefined : joins.indexOf.get(id);
      const [startUs, endUs] = [at(place.source, writer.clock, rawStartUs), at(place.source, writer.clock, rawEndUs)];
      if (instance === undefined || startUs === undefined || endUs === undefined) continue;
      const process = processes.get(instance) ?? { startedUs: undefined, stopsUs: undefined, resumes: [], suspendsUs: [] };
      processes.set(instance, process);
      if (does === "domain-stop") process.stopsUs = startUs;
      else if (does === "Suspend") process.suspendsUs.push(startUs);
      else if (open) continue;
      else if (does === "Resume") process.resumes.push({ startUs, endUs });
      else process.startedUs ??= endUs;
    }
  }
  return new Map(
    [...processes].filter(([, { startedUs, stopsUs }]) => startedUs !== undefined || stopsUs !== undefined).map(([instance, process]) => [
      instance,
      { bootEndUs: letGoUs(process) ?? process.startedUs, deleteStartUs: process.stopsUs },
    ]),
  );
}

const TELLING: ReadonlySet<string> = new Set(["domain-start", "domain-stop", "Suspend", "Resume"]);

// remoteDispatchDomainResume
const CALL = /(?:Suspend|Resume)$/;

/** nova has a guest started that does not run yet, and lets it go once its ports are wired: with the first call of that kind, unless it undoes another. */
function letGoUs({ startedUs = Number.POSITIVE_INFINITY, resumes, suspendsUs }: Process): number | undefined {
  const [first] = resumes.filter(({ startUs }) => startUs >= startedUs).sort((a, b) => a.startUs - b.startUs);
  return first === undefined || suspendsUs.some((us) => us >= startedUs && us <= first.startUs) ? undefined : first.endUs;
}

export function lifeOf(milestones: readonly TracedMilestone[], process: Life | undefined): Life {
  if (process !== undefined && milestones.every(({ milestone }) => milestone.startsWith("guest-"))) return process;
  return {
    bootEndUs: milestones.findLast((one) => BOOT_ENDS.has(one.milestone))?.atUs,
    deleteStartUs: milestones.find((one) => DELETE_STARTS.has(one.milestone))?.atUs,
  };
}
