import { atop } from "./atop/atop.ts";
import { libvirtd } from "./libvirtd/libvirtd.ts";
import { lockTrace } from "./lock-trace/lock-trace.ts";
import { osloLog } from "./oslo-log/oslo-log.ts";
import type { Parser } from "./parser.ts";
import { phases } from "./phases/phases.ts";

/** Every format the program reads. Order breaks ties of `sniff`. */
export const parsers: readonly Parser[] = [
  osloLog,
  libvirtd,
  lockTrace,
  atop,
  phases,
];
