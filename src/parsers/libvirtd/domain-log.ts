import type { Identity, LogEvent, RecordHead } from "../../model/event.ts";
import { bannerVersion } from "./banner.ts";
import { uuidAfter } from "./identities.ts";
import { readDatedStamp, type Stamp } from "./stamp.ts";

/**
 * The log of one domain, /var/log/libvirt/qemu/<name>.log: QEMU's own output between two lines of libvirt's, which give start and end
 * of the process even where nothing else is logged.
 */
// 2022-02-10 16:18:04.843+0000: starting up libvirt version: 6.0.0, package: …, qemu version: …, kernel: …, hostname: compute-3
// 2013-04-11 06:57:39.912+0000: starting up                       before 1.2.x
// 2022-02-10 16:31:40.112+0000: shutting down, reason=destroyed
const OWN_LINE = /^(?:starting up|shutting down)\b/;

export interface DomainLogLine {
  readonly stamp: Stamp;
  readonly clock: "utc" | "local";
  readonly text: string;
}

export function readDomainLogLine(line: string): DomainLogLine | undefined {
  // ≤ 0.9.7 stamped local time without an offset; read as if it had one.
  const dated = readDatedStamp(line, 0);
  const stamp = dated ?? readDatedStamp(`${line.slice(0, 23)}+0000${line.slice(23, 25)}`, 0);
  if (stamp === undefined) return undefined;
  const text = line.slice(dated === undefined ? 25 : stamp.end);
  return OWN_LINE.test(text) ? { stamp, clock: dated === undefined ? "local" : "utc", text } : undefined;
}

/** `instance-0000002a` of `…/qemu/instance-0000002a.log.1`. */
function domainOfPath(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const end = name.indexOf(".log");
  return end <= 0 ? name : name.slice(0, end);
}

/** Reads the log of one domain; the host and version that its lines tell are kept for the facts. */
export function createDomainLog(path: string, emit: (event: LogEvent) => void) {
  const domain = domainOfPath(path);
  let lastHead: RecordHead | undefined;
  const versions = new Set<string>();
  let host: string | undefined;
  let records = 0;

  function startOrStop({ stamp, clock, text }: DomainLogLine, line: number): void {
    records += 1;
    const starts = text.startsWith("starting");
    const version = bannerVersion(text.slice("starting up ".length));
    if (version !== undefined && versions.size < 16) versions.add(version);
    host = /, hostname: (\S+)/.exec(text)?.[1] ?? host;
    const none = { service: undefined, pid: undefined, tid: undefined, requestId: undefined, globalRequestId: undefined, instanceId: undefined };
    lastHead = { ...none, atUs: stamp.atUs, clock, line, host };
    const detail = starts ? undefined : /reason=(\S+)/.exec(text)?.[1];
    emit({ kind: "milestone", head: lastHead, milestone: starts ? "guest-started" : "guest-stopped", domain, detail });
  }

  /** The command line of QEMU follows the line of the start, on one line or over many. */
  // LC_ALL=C … /usr/bin/kvm -name guest=instance-0000002a,debug-threads=on -S … -uuid 80fba588-1c3d-44e5-9c79-d5f18c82a052 -no-user-config …
  function qemuLine(text: string): void {
    if (lastHead === undefined) return;
    const instanceId = uuidAfter(text, "-uuid ");
    if (instanceId !== undefined) emit(identity(lastHead, domain, instanceId));
  }

  return {
    line: (text: string, line: number): void => {
      const own = readDomainLogLine(text);
      if (own === undefined) qemuLine(text);
      else startOrStop(own, line);
    },
    host: () => host,
    records: () => records,
    versions: () => [...versions],
  };
}

function identity(head: RecordHead, domain: string, instanceId: string): Identity {
  const none = { instanceName: undefined, portId: undefined, requestId: undefined, tid: undefined, qemuPid: undefined, node: undefined };
  return { kind: "identity", head, instanceId, domain, ...none };
}
