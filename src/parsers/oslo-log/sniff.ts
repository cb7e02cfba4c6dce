import type { AmongOthers } from "../parser.ts";
import { openLineReader, type LineReader } from "./line-reader.ts";
import { readApache } from "./server-lines.ts";
import { isOpenStackLogger, isOpenStackUri } from "./service.ts";

/** A log of ours has a record among so many lines, or more. */
const ENOUGH = 20;

/**
 * A source is ours if any of its first lines is a record of oslo.log: XML dumps and the messages of other programs in one syslog
 * leave such records few among many. A record counts if it has a request context or the logger of an OpenStack project; other
 * Python programs write a similar line.
 */
export function sniff(head: readonly string[]): number {
  const reader = openReader();
  let records = 0;
  let served = 0;
  for (const line of head) {
    const kind = reader.read(line);
    if (kind === "record") {
      if (isOurs(reader)) records++;
      // More of them would change nothing.
      if (records > 0 && records * ENOUGH >= head.length) return 0.95;
    } else if (kind === "access" && isOurAccess(reader.tail())) served++;
    else if (line.startsWith("*** Starting uWSGI ")) served++;
  }
  if (records > 0) return 0.8;
  return served > 0 ? 0.9 : 0;
}

/** The beginning of a service's logger, or of the line of a web server. */
export const amongOthers: AmongOthers = {
  mark: /(?:nova|neutron|quantum|keystone|glance|cinder|placement|oslo)\w{0,30}\.|\[pid: /,
  anyRecord: (lines) => {
    const reader = openReader();
    return lines.some((line) => {
      const kind = reader.read(line);
      return kind === "record" ? isOurs(reader) : kind === "access" && isUwsgi(reader.tail());
    });
  },
};

function isUwsgi(text: string): boolean {
  return text.startsWith("[pid: ");
}

/** Apache serves whatever there is: its lines are ours where they are about an interface of OpenStack. */
function isOurAccess(text: string): boolean {
  return isUwsgi(text) || isOpenStackUri(readApache(text)?.uri ?? "");
}

function openReader(): LineReader {
  return openLineReader({ path: "", modifiedUs: undefined, year: 2000, emit: () => undefined, note: () => undefined });
}

function isOurs({ fields: { contextParts, requestId, instanceId, logger } }: LineReader): boolean {
  return requestId !== undefined || instanceId !== undefined || contextParts > 0 || isOpenStackLogger(logger);
}
