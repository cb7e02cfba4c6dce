import type { Clock } from "../../model/event.ts";

export type Level = "debug" | "info" | "warning" | "error";

/** What one physical line that starts a record says, whatever wraps it. */
export interface Fields {
  readonly atUs: number;
  readonly clock: Clock;
  /** The stamp has a time of day but no date; `atUs` is then µs since midnight. */
  readonly dateless: boolean;
  readonly tid: number | undefined;
  readonly pid: number | undefined;
  readonly host: string | undefined;
  /** The daemon as syslog or the journal names it. */
  readonly service: string | undefined;
  readonly level: Level | undefined;
  /** The C function that logged; records raised outside one have none. */
  readonly func: string | undefined;
  readonly message: string;
}

/** Names of libvirt's daemons: the monolithic one, the modular ones (6.0+) and their helpers. `virtiofsd` is QEMU's. */
export const DAEMON = /^(?:libvirtd|virt(?:admin|bhyve|ch|interface|lock|log|lxc|network|nodedev|nwfilter|proxy|qemu|secret|storage|vbox|vz|xen)d)$/;

/** The daemon that a sender of syslog or the journal is: by its own name, or by that of its container (TripleO: `nova_virtqemud`, before `nova_libvirt`). */
export function daemonOf(ident: string): string | undefined {
  const name = ident === "nova_libvirt" ? "libvirtd" : ident.startsWith("nova_") ? ident.slice(5) : ident;
  return DAEMON.test(name) ? name : undefined;
}
