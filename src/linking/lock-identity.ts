import type { Interval } from "../lib/intervals.ts";
import type { RawAcquisition } from "./raw.ts";

/**
 * Names the individual lock, so that two acquisitions get the same name exactly if they exclude one another: in-process locks by host,
 * service, log lineage and pid; lock files by host; traced mutexes by host, process and address; libvirt jobs by host and domain;
 * distributed locks by name alone. A lock inside a process that has a file is that file's: who waits for it waits for all processes of the host. Their
 * files are of one project, which names them after the lock. `alone`: see `isByOneProcess`; `external`: this lock has a file.
 */
export function identityOfLock(
  raw: RawAcquisition,
  where: { readonly service: string; readonly host: string | undefined; readonly lineage: string; readonly alone: boolean; readonly external: boolean },
): string {
  const host = where.host ?? "";
  switch (where.external && raw.scope === "process" ? "host" : raw.scope) {
    case "cluster":
      return `cluster|${raw.lock}`;
    case "host":
      return `${host}|file|${raw.lock.startsWith("/") ? "" : (where.service.split("-", 1)[0] ?? "")}|${raw.lock}`;
    case "domain":
      return `${host}|domain|${raw.lock}`;
    case "address":
      return `${host}|${raw.writer.pid ?? where.lineage}|${raw.lock}`;
    case "process":
      return `${host}|${where.service}|${where.lineage}|${where.alone ? "" : (raw.writer.pid ?? "")}|${raw.lock}`;
  }
}

/**
 * Whether lines without a process id are by the same process as those that have one: Grizzly's lines of requests have none, those of
 * periodic tasks do. Not known where several processes write one log side by side.
 */
export function isByOneProcess(acquisitions: readonly RawAcquisition[]): boolean {
  const stretches = new Map<number, { startUs: number; endUs: number }>();
  let isMixed = false;
  for (const { writer: { pid }, acquiredUs, requestedUs, releasedUs } of acquisitions) {
    const atUs = acquiredUs ?? requestedUs ?? releasedUs ?? 0;
    const known = pid === undefined ? undefined : stretches.get(pid);
    if (pid === undefined) isMixed = true;
    else if (known === undefined) stretches.set(pid, { startUs: atUs, endUs: atUs });
    else {
      known.startUs = Math.min(known.startUs, atUs);
      known.endUs = Math.max(known.endUs, atUs);
    }
  }
  return isMixed && followOneAnother([...stretches.values()]);
}

function followOneAnother(stretches: readonly Interval[]): boolean {
  const inOrder = [...stretches].sort((a, b) => a.startUs - b.startUs);
  return inOrder.every(({ startUs }, index) => startUs >= (inOrder[index - 1]?.endUs ?? startUs));
}
