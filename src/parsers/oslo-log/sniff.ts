import { openLineReader } from "./line-reader.ts";
import { isOpenStackLogger } from "./service.ts";

/** A log of ours has a record among so many lines, or more. */
const ENOUGH = 20;

/**
 * A source is ours if any of its first lines is a record of oslo.log: XML dumps and the messages of other programs in one syslog
 * leave such records few among many. A record counts if it has a request context or the logger of an OpenStack project; other
 * Python programs write a similar line.
 */
export function sniff(head: readonly string[]): number {
  const reader = openLineReader({ path: "", modifiedUs: undefined, year: 2000, emit: () => undefined, note: () => undefined });
  let records = 0;
  let served = 0;
  for (const line of head) {
    const kind = reader.read(line);
    if (kind === "record") {
      const { contextParts, requestId, logger, instanceId } = reader.fields;
      if (requestId !== undefined || instanceId !== undefined || contextParts > 0 || isOpenStackLogger(logger)) records++;
      // More of them would change nothing.
      if (records > 0 && records * ENOUGH >= head.length) return 0.95;
    } else if (kind === "access" && reader.tail().startsWith("[pid: ")) served++;
    else if (line.startsWith("*** Starting uWSGI ")) served++;
  }
  if (records > 0) return 0.8;
  return served > 0 ? 0.9 : 0;
}
