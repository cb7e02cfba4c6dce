import { fillingColumn } from "../../lib/column.ts";
import { fillingStretches, type Stretches } from "../../lib/stretches.ts";
import type { Acquisition } from "../../model/trace.ts";
import type { Phase } from "./phase.ts";
import { add, type Tally } from "./tally.ts";

/** What one look at each passage of a class tells: there may be a million, and to go through them once more costs more than what is asked. */
export interface Survey {
  readonly byPhase: Record<Phase, number>;
  readonly contended: readonly Acquisition[];
  /** Waits of known length, those of them that are contended, and holds, µs. */
  readonly waitsUs: Float64Array;
  readonly contendedUs: Float64Array;
  readonly holdsUs: Float64Array;
  /** Waits of boots that are placed in time, with the host of each, and those of them that are contended. */
  readonly waitsOfBoots: Stretches;
  readonly hostsOfBoots: readonly (string | undefined)[];
  readonly contendedOfBoots: Stretches;
  /** Instances whose boot or delete waited. */
  readonly instances: ReadonlySet<number>;
  readonly waiters: Tally;
  readonly hosts: ReadonlySet<string | undefined>;
  readonly processes: readonly Process[];
  /** Indexes of the sources that tell of it. */
  readonly sources: ReadonlySet<number>;
  /** Those that were passed. */
  readonly acquired: number;
  readonly open: { readonly waiting: number; readonly held: number };
}

interface Process {
  readonly service: string;
  readonly pid: number | undefined;
}

/** Whether a wait is as long as its source can show. */
export function isContended({ waitUs, resolutionUs }: Acquisition): boolean {
  return waitUs !== undefined && waitUs >= resolutionUs;
}

export function survey(members: readonly Acquisition[], phaseOf: (acquisition: Acquisition) => Phase, nameOf: (acquisition: Acquisition) => string): Survey {
  const byPhase: Record<Phase, number> = { create: 0, ping: 0, ssh: 0, delete: 0, background: 0 };
  const contended: Acquisition[] = [];
  const waitsUs = fillingColumn(members.length);
  const contendedUs = fillingColumn(members.length);
  const holdsUs = fillingColumn(members.length);
  const waitsOfBoots = fillingStretches(members.length);
  const hostsOfBoots: (string | undefined)[] = [];
  const contendedOfBoots = fillingStretches(members.length);
  const instances = new Set<number>();
  const waiters: Tally = new Map();
  const hosts = new Set<string | undefined>();
  const processes = new Map<number | undefined, Process[]>();
  const sources = new Set<number>();
  const open = { waiting: 0, held: 0 };
  let acquired = 0;
  for (const member of members) {
    const { actor, acquiredUs, waitUs, holdUs, state, form, place } = member;
    hosts.add(actor.host);
    sources.add(place.source);
    addProcess(processes, actor);
    if (holdUs !== undefined) holdsUs.push(holdUs);
    if (state === "waiting" || state === "held") open[state]++;
    if (state !== "waiting" && state !== "abandoned" && (form !== "traced" || waitUs !== undefined)) acquired++;
    if (waitUs === undefined) continue;

    const phase = phaseOf(member);
    const isOfBoot = phase !== "background" && phase !== "delete";
    const isPlaced = acquiredUs !== undefined && waitUs > 0;
    byPhase[phase] += waitUs;
    waitsUs.push(waitUs);
    if (isPlaced && isOfBoot) {
      waitsOfBoots.push(acquiredUs - waitUs, acquiredUs);
      hostsOfBoots.push(actor.host);
    }
    if (!isContended(member)) continue;
    contended.push(member);
    contendedUs.push(waitUs);
    add(waiters, nameOf(member), waitUs);
    if (phase !== "background" && actor.instance !== undefined) instances.add(actor.instance);
    if (isPlaced && isOfBoot) contendedOfBoots.push(acquiredUs - waitUs, acquiredUs);
  }
  return {
    byPhase,
    contended,
    waitsUs: waitsUs.filled(),
    contendedUs: contendedUs.filled(),
    holdsUs: holdsUs.filled(),
    waitsOfBoots: waitsOfBoots.filled(),
    hostsOfBoots,
    contendedOfBoots: contendedOfBoots.filled(),
    instances,
    waiters,
    hosts,
    processes: [...processes.values()].flat(),
    sources,
    acquired,
    open,
  };
}

/** Nearly all passages of a process id are of one service. */
function addProcess(processes: Map<number | undefined, Process[]>, { service, pid }: Process): void {
  const known = processes.get(pid);
  if (known === undefined) processes.set(pid, [{ service, pid }]);
  else if (!known.some((process) => process.service === service)) known.push({ service, pid });
}
