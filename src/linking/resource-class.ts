import type { LockScope, ResourceKind } from "../model/event.ts";

// e.g. refresh_cache-4336ad99-4faa-4cfd-96ff-d1fea7a07c10
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
// e.g. 052618368e90fb50712b5d305c945c73952f94f2 (an image cache file)
const SHA1 = /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/gi;
// e.g. 0be04bca0e5e4ecfbd97ca2e1f94d78a (a project or message id)
const HEX32 = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;
// e.g. tap94595581-50, qbr94595581-50
const PORT_DEVICE = /\b(?:tap|qbr|qvo|qvb|qr-|qg-|brq)[0-9a-f]{8}-[0-9a-f]{2}\b/g;
// e.g. 0x7f10a4000b60
const ADDRESS = /\b0x[0-9a-f]{4,16}\b/gi;

/** What every libvirt domain's job is ranked as. */
export const DOMAIN_JOB = "domain job";

/**
 * The name with its variable part collapsed, so that the locks of all instances rank as one: `refresh_cache-<uuid>`, `<sha1>`.
 * A traced mutex keeps its address here; its class is its main caller, known only when all waits are.
 */
export function resourceClassOf(resource: ResourceKind, scope: LockScope, lock: string): string {
  if (resource === "job") return DOMAIN_JOB;
  if (scope === "address") return lock;
  if (!MAY_VARY.test(lock)) return lock;
  return lock.replace(UUID, "<uuid>").replace(SHA1, "<sha1>").replace(HEX32, "<id>").replace(PORT_DEVICE, "<device>").replace(ADDRESS, "<address>");
}

// Eight hexadecimal digits in a row are the least that any of the above has, an address four.
const MAY_VARY = /[0-9a-f]{8}|0x[0-9a-f]{4}/i;

/** The first instance-like id inside a lock's name, lower case. */
export function uuidIn(name: string): string | undefined {
  return name.length < 36 ? undefined : /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i.exec(name)?.[0].toLowerCase();
}
