import type { Place, TracedSource } from "../model/trace.ts";

/** The services that wrote a log: one, but for a log that many programs write. */
export function servicesOf({ service, services }: Pick<TracedSource, "service" | "services">): readonly string[] {
  return services ?? [service];
}

/** What it is to one of those that wrote it; undefined: unknown which. */
export function asOf(source: TracedSource, service: string | undefined): TracedSource {
  if (service === undefined || source.services?.includes(service) !== true) return source;
  return { ...source, service, services: undefined, silent: undefined, hasDebug: source.silent?.includes(service) === true ? false : source.hasDebug };
}

/** One number for all files that a log was rotated into. */
export function logOf({ source }: Place, sources: readonly Pick<TracedSource, "lineage">[]): number {
  return sources[source]?.lineage ?? source;
}

/** Whether any of these logs is one of a service. */
export function isLogged(service: string, sources: readonly Pick<TracedSource, "service" | "services">[]): boolean {
  return sources.some((source) => servicesOf(source).includes(service));
}
