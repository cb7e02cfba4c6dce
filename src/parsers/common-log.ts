import { readContainerHead } from "./container-head.ts";
import { readSyslogHead } from "./syslog-head.ts";
import { ANY_YEAR } from "./years.ts";

/** An entry of the journal as `journalctl -o json` gives it, of Filebeat or of Loki. */
const ENTRY = /^\{.*"(?:SYSLOG_IDENTIFIER|_COMM|@timestamp|labels)"/;

/** Whether a log begins as one into which many programs write: most of its lines name their sender. Lines that begin with a blank go on from those before them. */
export function isCommonLog(head: readonly string[]): boolean {
  let named = 0;
  let others = 0;
  for (const line of head) {
    if (ENTRY.test(line) || readSyslogHead(line, ANY_YEAR) !== undefined || readContainerHead(line)?.name !== undefined) named++;
    else if (line !== "" && line[0] !== " " && line[0] !== "\t") others++;
  }
  return named > others;
}
