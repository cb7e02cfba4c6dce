import type { ResourceKind } from "../model/event.ts";

/** A resource class as it is ranked. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
}

/** Identity of what is ranked as one (DESIGN: Identity): equal names in two services are two resources. */
export type ResourceKey = string;

/** Equal for two passages exactly if they are ranked as one. Events of one name are one, whichever service waited for them. */
export function resourceKey({ kind, service, resource }: Resource): ResourceKey {
  return kind === "event" ? `event||${resource}` : `${kind}|${service}|${resource}`;
}

/** What a key was made of. A service has no bar in its name; a class may. Of an event it is not known who waited. */
export function partsOfKey(key: ResourceKey): Resource {
  const [kind = "", service = "", ...rest] = key.split("|");
  return { kind: kind as ResourceKind, service, resource: rest.join("|") };
}

/** Someone's way through a resource, as a trace tells it. */
interface Passing {
  readonly resource: ResourceKind;
  readonly actor: { readonly service: string };
  readonly resourceClass: string;
}

export function keyOfPassage({ resource, actor: { service }, resourceClass }: Passing): ResourceKey {
  return resourceKey({ kind: resource, service, resource: resourceClass });
}

/** Keys of many passages: most of one class have the same as the one before, which need not be put together again. */
export function passageKeys(): (passage: Passing) => ResourceKey {
  const last = new Map<string, Resource & { readonly key: ResourceKey }>();
  return ({ resource: kind, actor: { service }, resourceClass: resource }) => {
    const known = last.get(resource);
    if (known?.kind === kind && known.service === service) return known.key;
    const key = resourceKey({ kind, service, resource });
    last.set(resource, { kind, service, resource, key });
    return key;
  };
}
