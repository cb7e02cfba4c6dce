import type { RecordHead } from "../model/event.ts";
import type { Writer } from "./raw.ts";

/** Requests and threads remembered at a time; then anew. */
const MOST = 4096;

/** Gives records of one writer one object, where they lie near each other: half a million kept records are of some ten thousand writers. */
export function writers(): (head: RecordHead) => Writer {
  // One request writes lines with its instance's tag and without it, in turn.
  const tagged = new Map<string | number | undefined, Writer>();
  const untagged = new Map<string | number | undefined, Writer>();
  return (head) => {
    const { clock, service, host, pid, tid, requestId, globalRequestId, instanceId } = head;
    const latest = instanceId === undefined ? untagged : tagged;
    const key = requestId ?? tid ?? instanceId;
    const known = latest.get(key);
    if (known !== undefined && isBy(known, head)) return known;
    if (latest.size >= MOST) latest.clear();
    const writer = { clock, service, host, pid, tid, requestId, globalRequestId, instanceId };
    latest.set(key, writer);
    return writer;
  };
}

function isBy(writer: Writer, head: RecordHead): boolean {
  return (
    writer.requestId === head.requestId &&
    writer.instanceId === head.instanceId &&
    writer.tid === head.tid &&
    writer.pid === head.pid &&
    writer.globalRequestId === head.globalRequestId &&
    writer.clock === head.clock &&
    writer.service === head.service &&
    writer.host === head.host
  );
}
