import type { ResourceKind } from "../model/event.ts";

/** Identity of what is ranked as one (DESIGN: Identity): equal names in two services are two resources. */
export type ResourceKey = string;

export function resourceKey(kind: ResourceKind, service: string, resourceClass: string): ResourceKey {
  return `${kind}|${service}|${resourceClass}`;
}
