import type { RawAcquisition } from "./raw.ts";

/**
 * Names the individual lock, so that two acquisitions get the same name exactly if they exclude one another: in-process locks by host,
 * service, log lineage and pid; lock files by host; traced mutexes by host, process and address; libvirt jobs by host and domain;
 * distributed locks by name alone.
 */
export function identityOfLock(raw: RawAcquisition, where: { readonly service: string; readonly host: string | undefined; readonly lineage: string }): string {
  const host = where.host ?? "";
  switch (raw.scope) {
    case "cluster":
      return `cluster|${raw.lock}`;
    case "host":
      return `${host}|file|${raw.lock}`;
    case "domain":
      return `${host}|domain|${raw.lock}`;
    case "address":
      return `${host}|${raw.writer.pid ?? where.lineage}|${raw.lock}`;
    case "process":
      return `${host}|${where.service}|${where.lineage}|${raw.writer.pid ?? ""}|${raw.lock}`;
  }
}
