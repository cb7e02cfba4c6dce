import { readContended } from "../contended-line.ts";
import { lineByLine, type Layout } from "../layout.ts";
import { processName } from "../process-names.ts";
import { summary } from "../summary.ts";

/**
 * SystemTap's futexes.stp and futexes2.stp (testsuite/systemtap.examples/process): at exit, one line for each process and
 * futex. futexes2.stp names the futex by its key: `MMSHARED:0x7f..`, `INODE:fd00/1234+0x40`. Variants add a maximum and may leave the name out.
 */
export const futexesStp: Layout = {
  id: "futexes.stp",
  title: "SystemTap futexes.stp, futexes2.stp and variants: contended futexes of each process",
  example: "libvirtd[801] lock 0x7f481cdee114 contended 158 times, 34624 avg us",
  recognises: (line) => read(line) !== undefined,
  open: lineByLine(undefined, (text, line, context) => {
    const row = read(text);
    if (row === undefined) return false;
    const { lock, times: contentions, totalUs, maxUs } = row;
    // A variant without names prints thread ids.
    const who = row.name === "" ? { tid: row.id } : { pid: row.id, service: processName(row.name) };
    context.emit(summary(context, { line, lock, scope: "address", of: "wait", ...who, contentions, totalUs, maxUs }));
    return true;
  }),
};

function read(line: string): ReturnType<typeof readContended> {
  const row = readContended(line);
  return row?.style === "us" || row?.style === "max" ? row : undefined;
}
