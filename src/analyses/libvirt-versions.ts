import { areSince } from "./releases.ts";

/** What only versions from `since` on have: told to those, told with its condition (`where`) where the version is not known or there are several, else not at all. */
export function onlySince(versions: readonly string[], since: string, tell: (where: string) => string): string {
  const has = areSince(versions, since);
  return has === false ? "" : tell(has === true ? "" : ` (libvirt ${since} or later)`);
}

/** The configuration of the daemon that runs QEMU: it may be one of its own from libvirt 5.7.0 on. */
export function daemonConf(versions: readonly string[]): string {
  return `libvirtd.conf${areSince(versions, "5.7.0") === false ? "" : " (virtqemud.conf where the daemons are split up)"}`;
}
