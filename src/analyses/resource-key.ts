import type { ResourceKind } from "../model/event.ts";

/** Identity of what is ranked as one (DESIGN: Identity): equal names in two services are two resources. */
export type ResourceKey = string;

export function resourceKey(kind: ResourceKind, service: string, resourceClass: string): ResourceKey {
  return `${kind}|${service}|${resourceClass}`;
}

/** What a key was made of. A service has no bar in its name; a class may. */
export function partsOfKey(key: ResourceKey): { readonly kind: ResourceKind; readonly service: string; readonly resource: string } {
  const [kind = "", service = "", ...rest] = key.split("|");
  return { kind: kind as ResourceKind, service, resource: rest.join("|") };
}
