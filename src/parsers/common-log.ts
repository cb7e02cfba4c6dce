/** The beginning of a line of syslog, as sent (RFC 5424) or as rsyslog and journalctl's `short` forms write it: when, which host, which program. */
// Nov 22 15:02:21 cmp1 libvirtd[4101]: …      2026-11-22T15:02:21.617408+00:00 cmp1 nova-compute: …      <14>1 2026-11-22T15:02:21.617Z cmp1 nova-compute 4242 - - …
const SENT = /^(?:<\d{1,3}>1 \S+ \S+ \S+ \S+ \S+ |(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\S*|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*|[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z]+|\d{10}\.\d{6}) \S+ [A-Za-z_(][^\s:[]*(?:\[\d+\])?:)/;

/** An entry of the journal as `journalctl -o json` gives it. */
const ENTRY = /^\{.*"(?:SYSLOG_IDENTIFIER|_COMM)"/;

/** Whether a log begins as one into which many programs write: most of its lines name their sender. Lines that begin with a blank go on from those before them. */
export function isCommonLog(head: readonly string[]): boolean {
  let named = 0;
  let others = 0;
  for (const line of head) {
    if (SENT.test(line) || ENTRY.test(line)) named++;
    else if (line !== "" && line[0] !== " " && line[0] !== "\t") others++;
  }
  return named > others;
}
