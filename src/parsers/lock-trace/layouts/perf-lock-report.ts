import { address } from "../caller.ts";
import { plainFacts, type Layout } from "../layout.ts";
import { fromRight, toUs, words } from "../quantity.ts";
import { summary } from "../summary.ts";

/**
 * `perf lock report` (tools/perf/builtin-lock.c; Linux ≥ 2.6.33, needs CONFIG_LOCKDEP): locks of the kernel by name. Up to 5.18 all
 * times are ns (the header says so), later each cell has its own unit; -k chooses the columns.
 */
export const perfLockReport: Layout = {
  id: "perf lock report",
  title: "perf lock report: acquisitions and waits of the kernel's locks",
  example: "             &rq->lock       7182         14       1.87 us     26.19 us      4.02 us       711 ns",
  recognises: (line) => readHeader(line) !== undefined,
  open: (context) => {
    let records = 0;
    let header: readonly string[] | undefined;
    return {
      line: (text, line) => {
        const next = readHeader(text);
        if (next !== undefined) {
          header = next;
          return true;
        }
        if (header === undefined) return false;
        const names = header;
        const read = fromRight(words(text), names.length);
        const name = read?.rest.join(" ") ?? "";
        if (read === undefined || name === "") return isAside(text);
        const cell = (column: string): number | undefined => {
          const value = read.values[names.indexOf(column)];
          return value === undefined ? undefined : column.endsWith("wait") ? toUs(value, "ns") : value.value;
        };
        records++;
        const contentions = cell("contended") ?? 0;
        const totalUs = cell("total wait") ?? (cell("avg wait") ?? 0) * contentions;
        context.emit(summary(context, {
          line, lock: address(name), scope: "host", of: "wait", service: "kernel",
          acquisitions: cell("acquired"), contentions, totalUs, maxUs: cell("max wait"),
        }));
        return true;
      },
      end: () => plainFacts(records, "kernel"),
    };
  },
};

// `                Name   acquired  contended     avg wait   total wait     max wait     min wait`, with ` (ns)` after each up to Linux 5.18
const COLUMN = /acquired|contended|(?:avg|total|max|min) wait/g;

function readHeader(text: string): readonly string[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith("Name ")) return undefined;
  const columns = trimmed.match(COLUMN) ?? [];
  const left = trimmed.slice("Name ".length).replaceAll("(ns)", "").replace(COLUMN, "").trim();
  return columns.length > 0 && left === "" ? columns : undefined;
}

function isAside(text: string): boolean {
  return text.startsWith("=== output for debug") || /^(?:bad|histogram of|\s+(?:acquire|acquired|contended|release))\b/.test(text);
}
