import { readContended, type ContendedLine } from "../contended-line.ts";
import { createFrames } from "../frames.ts";
import { plainFacts, type Layout } from "../layout.ts";
import { processName } from "../process-names.ts";
import { wanterOf } from "../stack.ts";
import { summary } from "../summary.ts";

/**
 * bcc's futexctn (libbpf-tools/futexctn.c): for each thread, futex and stack one line, the stack between two lines of `    -`,
 * and a histogram.
 */
export const futexctn: Layout = {
  id: "futexctn",
  title: "bcc futexctn: contended futexes of each thread, with stacks",
  example: "rpc-libvirtd[19535] lock 0x7f294b100018 contended 12 times, 40 avg usecs [max: 310 usecs, min 2 usecs]",
  recognises: (line) => read(line) !== undefined || line.startsWith("Summarize futex contention latency"),
  open: (context) => {
    let records = 0;
    let row: { read: ContendedLine; line: number } | undefined;
    const frames = createFrames();
    const flush = (): void => {
      if (row === undefined) return;
      const { id: tid, name, lock, times: contentions, totalUs, maxUs } = row.read;
      const total = { line: row.line, lock, scope: "address", of: "wait", tid, service: processName(name), contentions, totalUs, maxUs } as const;
      context.emit(summary(context, { ...total, by: wanterOf(frames.take()) }));
      row = undefined;
    };
    return {
      line: (text, line) => {
        const next = read(text);
        if (next !== undefined) {
          flush();
          records++;
          row = { read: next, line };
          return true;
        }
        if (isHistogram(text)) return true;
        if (text.startsWith("    ")) {
          // `    #0  0x00007f.. virMutexLock+0x9 (/usr/lib/libvirt.so+0x9)` with -v
          if (text.trim() !== "-") frames.add(text.trim().replace(/^#\d+ +/, ""));
          return true;
        }
        return text.startsWith("Summarize futex");
      },
      end: () => {
        flush();
        return plainFacts(records);
      },
    };
  },
};

function read(line: string): ContendedLine | undefined {
  const row = readContended(line);
  return row?.style === "usecs [" || row?.style === "msecs [" ? row : undefined;
}

/** `     usecs               : count    distribution` and `         0 -> 1          : 1        |****    |` */
function isHistogram(text: string): boolean {
  return text.includes(": count") || (text.includes(" -> ") && text.includes("|"));
}
