import type { Parser } from "../parser.ts";
import { openSession } from "./session.ts";
import { amongOthers, sieveOf, sniff } from "./sniff.ts";

/**
 * libvirt's own log, of libvirtd and of the modular daemons (virtqemud, virtnetworkd, virtlogd, …). The line is made in src/util/logging.c
 * (0.9.0 … 1.0.1) and src/util/virlog.c (since), the messages all over the source; see the table in rules.ts.
 *
 *     2018-03-05 14:09:20.799+0000: 5107: debug : qemuDomainObjBeginJobInternal:3887 : Started job: destroy (async=none vm=0x7fe3 name=web)
 *
 * A line that starts no record belongs to the one above: all that is read here stands in the first line of its record.
 */
export const libvirtd: Parser = {
  id: "libvirtd",
  title: "libvirt daemon log: libvirtd, virtqemud and the other modular daemons; logs of single domains",
  versions: "libvirt 0.9.0 to 11; to a file, syslog or the journal, KubeVirt JSON",
  example: "2018-03-05 14:09:20.799+0000: 5107: debug : qemuDomainObjBeginJobInternal:3887 : Started job: destroy (async=none vm=0x7fe3 name=web)",
  resolutionUs: 1000,
  sniff,
  sieve: sieveOf,
  amongOthers,
  open: openSession,
};
