import { readContended } from "../contended-line.ts";
import { lineByLine, type Layout } from "../layout.ts";
import { processName } from "../process-names.ts";
import { summary } from "../summary.ts";

/** `perf script futex-contention` (tools/perf/scripts/python/futex-contention.py): one line for each thread and futex; maxima since Linux 5.9. */
export const perfFutexContention: Layout = {
  id: "perf script futex-contention",
  title: "perf script futex-contention: contended futexes of each thread",
  example: "rpc-libvirtd[19535] lock 7f294b100018 contended 387 times, 579 avg ns [max: 32060 ns, min 390 ns]",
  recognises: (line) => readContended(line)?.style === "ns [",
  open: lineByLine(undefined, (text, line, context) => {
    const row = readContended(text);
    if (row?.style !== "ns [") return false;
    const { id: tid, lock, times: contentions, totalUs, maxUs } = row;
    const service = processName(row.name);
    context.emit(summary(context, { line, lock, scope: "address", of: "wait", tid, service, contentions, totalUs, maxUs }));
    return true;
  }),
};
