import type { Findings, HotspotDraft } from "./remedy.ts";

/** Requests that queued for a process of this server: its pool of workers, or the one process that was busy all the time. */
export function serverQueues({ hotspots }: Findings, server: string): readonly HotspotDraft[] {
  const [project] = server.split("-", 1);
  return hotspots.filter(
    ({ kind, service, resource }) => resource === `${server} workers` || (kind === "service" && (service === server || (service === project && server === project)) && !resource.endsWith(" freeze")),
  );
}

/** `1 process`, `a pool of 4`. */
export function sizeOf({ permits }: HotspotDraft): string {
  return permits === null ? "few processes" : permits === 1 ? "one process" : `${permits} processes`;
}
