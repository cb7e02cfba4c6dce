// Small logs as records with their times, to be laid into one another.

// 2026-11-22 15:02:01.391 at the beginning of a line
const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?/;
// [Sun Nov 22 15:02:40 2026] within a line of uWSGI
const CTIME = /\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\]/;

/** A line without a time belongs to the record before it. `stamp` sorts by time as text; it is empty before the first time. */
export function recordsOf(log) {
  const records = [];
  for (const line of log.split("\n").slice(0, -1)) {
    const stamp = STAMP.exec(line)?.[0] ?? stampOfCtime(line);
    if (stamp === undefined && records.length > 0) records[records.length - 1].text += `${line}\n`;
    else records.push({ stamp: stamp ?? "", text: `${line}\n` });
  }
  return records;
}

function stampOfCtime(line) {
  const ctime = CTIME.exec(line)?.[1];
  return ctime === undefined ? undefined : new Date(Date.parse(`${ctime} UTC`)).toISOString().slice(0, 19).replace("T", " ");
}

/** One log of all, in order of time; of equal times the earlier log's first. */
export function mergedLog(logs) {
  const records = logs.flatMap(recordsOf);
  records.sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
  return Buffer.from(records.map(({ text }) => text).join(""), "latin1");
}

/** As rsyslog forwards it: each line under the time of its record. */
export function inSyslog(log, host, program) {
  return recordsOf(log)
    .map(({ stamp, text }) => {
      const prefix = `${stamp.replace(" ", "T")}000+00:00 ${host} ${program}: `;
      return text.replace(/^/gm, prefix).slice(0, -prefix.length);
    })
    .join("");
}
