import type { Findings, HotspotDraft } from "./remedy.ts";

/** Requests that queued for a process of this server, whichever of its names it bears: its pool of workers, or the one process that was busy all the time. */
export function serverQueues({ hotspots }: Findings, ...names: readonly string[]): readonly HotspotDraft[] {
  return hotspots.filter(
    ({ kind, service, resource }) => names.some((name) => resource === `${name} workers`) || (kind === "service" && names.includes(service) && !resource.endsWith(" freeze")),
  );
}

/** `1 process`, `a pool of 4`. */
export function sizeOf({ permits }: HotspotDraft): string {
  return permits === null ? "few processes" : permits === 1 ? "one process" : `${permits} processes`;
}
