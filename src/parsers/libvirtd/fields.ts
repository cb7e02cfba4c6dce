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
