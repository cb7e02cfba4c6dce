import { isDigits, sinceEpochOrBoot } from "../instant.ts";
import { lineByLine, type Layout } from "../layout.ts";
import { timelessHead } from "../summary.ts";

/** SystemTap's bkl.stp (testsuite/systemtap.examples/locks): who held the big kernel lock (Linux < 3.0) while others waited. */
export const bklStp: Layout = {
  id: "bkl.stp",
  title: "SystemTap bkl.stp: holders of the big kernel lock while others waited",
  example: "1371029405992805: waiting(3), holder: kjournald(1820) 412us",
  recognises: (line) => LINE.test(line),
  open: lineByLine("kernel", (text, line, context) => {
    const [, , by, holder, held] = LINE.exec(text) ?? [];
    if (by === undefined) return false;
    const head = { ...timelessHead(context, { line, service: "kernel", tid: Number(holder) }), ...timeOf(text) };
    context.emit({
      kind: "lock-released", head, resource: "lock", lock: "big kernel lock", scope: "host", form: "traced", by, key: undefined, holdUs: Number(held),
    });
    return true;
  }),
};

// 1371029405992805: waiting(3), holder: kjournald(1820) 412us
const LINE = /: waiting\((\d{1,6})\), holder: ([^()]{0,64})\((\d{1,10})\) (\d{1,15})us\s*$/;

/** The time is whatever the script was told to print; a number of s, ms, µs or ns is told by its size. */
function timeOf(text: string): { atUs: number; clock: "utc" | "boottime" | "local" } | undefined {
  const time = text.slice(0, text.indexOf(": waiting(")).trim();
  if (isDigits(time) && time.length <= 19) {
    const perUs = time.length >= 18 ? 1000 : time.length >= 15 ? 1 : time.length >= 12 ? 0.001 : 0.000001;
    return sinceEpochOrBoot(Math.round(Number(time) / perUs));
  }
  // ctime: Wed Jun 12 09:30:05 2013, which SystemTap gives in UTC
  const parsed = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(time) ? Date.parse(`${time} UTC`) : NaN;
  return Number.isNaN(parsed) ? undefined : { atUs: parsed * 1000, clock: "utc" };
}
