import { collapseIds } from "../lib/collapse-ids.ts";
import type { LockScope, ResourceKind } from "../model/event.ts";

// e.g. tap94595581-50, qbr94595581-50
const PORT_DEVICE = /\b(?:tap|qbr|qvo|qvb|qr-|qg-|brq)[0-9a-f]{8}-[0-9a-f]{2}\b/g;
// e.g. 0x7f10a4000b60
const ADDRESS = /\b0x[0-9a-f]{4,16}\b/gi;

/** What every libvirt domain's job is ranked as. */
const DOMAIN_JOB = "domain job";

/**
 * The name with its variable part collapsed, so that the locks of all instances rank as one: `refresh_cache-<uuid>`, `<sha1>`.
 * A traced mutex keeps its address here; its class is its main caller, known only when all waits are.
 */
export function resourceClassOf(resource: ResourceKind, scope: LockScope, lock: string): string {
  if (resource === "job") return DOMAIN_JOB;
  if (scope === "address") return lock;
  if (!MAY_VARY.test(lock)) return lock;
  return collapseIds(lock).replace(PORT_DEVICE, "<device>").replace(ADDRESS, "<address>");
}

// Eight hexadecimal digits in a row are the least that any of the above has, an address four.
const MAY_VARY = /[0-9a-f]{8}|0x[0-9a-f]{4}/i;

/** The first instance-like id inside a lock's name, lower case. */
export function uuidIn(name: string): string | undefined {
  return name.length < 36 ? undefined : /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i.exec(name)?.[0].toLowerCase();
}
