import type { PhaseWaits } from "../../model/hotspot.ts";
import type { Acquisition } from "../../model/trace.ts";
import type { Study } from "../study.ts";

export type Phase = keyof PhaseWaits;

/** In which phase of its instance someone waited, by the end of the wait. */
export function phases(study: Study): (acquisition: Acquisition) => Phase {
  const boots = new Map(study.runs.flatMap(({ boots }) => boots).map((boot) => [boot.index, boot]));
  return ({ actor, acquiredUs }) => {
    if (actor.role !== "boot") return actor.role;
    if (actor.instance === undefined) return "create";
    const boot = boots.get(actor.instance);
    if (boot?.activeUs === undefined || acquiredUs === undefined || acquiredUs <= boot.activeUs) return "create";
    if (boot.pingUs !== undefined && acquiredUs <= boot.pingUs) return "ping";
    return boot.sshUs !== undefined && acquiredUs <= boot.sshUs ? "ssh" : "create";
  };
}
