import { address, callerName } from "../caller.ts";
import { plainFacts, type Layout } from "../layout.ts";
import { fromLeft, toUs, words } from "../quantity.ts";
import { summary, type Total } from "../summary.ts";

/**
 * `perf lock contention` (tools/perf/builtin-lock.c, Linux ≥ 5.19; -b since 6.0): locks of the kernel. Its header names the columns,
 * which -F chooses, and what a row stands for: a caller, with -t a thread, with -l a lock, with -o the owner, with --lock-cgroup a
 * control group. Each cell has its own unit. -x prints the same as values with a separator, in ns.
 */
export const perfLockContention: Layout = {
  id: "perf lock contention",
  title: "perf lock contention (also -t, -l, -o, -b, -F, -x): contended locks of the kernel",
  example: "           2     10.27 us      6.17 us      5.13 us     spinlock   load_balance+0xc03",
  recognises: (line) => readHeader(line) !== undefined,
  open: (context) => {
    let records = 0;
    let header: Header | undefined;
    return {
      line: (text, line) => {
        const next = readHeader(text);
        if (next !== undefined) {
          header = next;
          return true;
        }
        if (header === undefined) return false;
        const total = readRow(text, header, line);
        if (total === undefined) return isAside(text);
        records++;
        context.emit(summary(context, total));
        return true;
      },
      end: () => plainFacts(records, "kernel"),
    };
  },
};

interface Header {
  /** Columns of numbers, in order. */
  readonly numbers: readonly string[];
  readonly rows: "caller" | "thread" | "owner" | "lock" | "cgroup";
  /** Of -x. */
  readonly separator: string | undefined;
}

// `   contended   total wait     max wait     avg wait         type   caller`
// `# output: contended, total wait, max wait, avg wait, type, caller`
const NUMBER_COLUMN = /contended|(?:total|max|min|avg) wait/g;

function readHeader(text: string): Header | undefined {
  if (!text.includes("contended") && !text.includes("total wait")) return undefined;
  const separated = text.startsWith("# output: ");
  const body = (separated ? text.slice("# output: ".length) : text).trimEnd();
  const tail = TAILS.find((candidate) => candidate.pattern.test(body));
  const numbers = body.match(NUMBER_COLUMN) ?? [];
  if (tail === undefined || numbers.length === 0) return undefined;
  // Nothing but column names may stand there.
  const left = body.replace(NUMBER_COLUMN, "").replace(tail.pattern, "").replaceAll(/[\s,;|:]/g, "");
  if (left !== "") return undefined;
  const first = numbers[0] ?? "";
  return { numbers, rows: tail.rows, separator: separated ? body.charAt(body.indexOf(first) + first.length) : undefined };
}

const TAILS = [
  { pattern: /type\W+caller$/, rows: "caller" },
  { pattern: /pid\W+comm$/, rows: "thread" },
  { pattern: /pid\W+owner$/, rows: "owner" },
  { pattern: /address\W+symbol(?:\W+type\)?)?$/, rows: "lock" },
  { pattern: /cgroup$/, rows: "cgroup" },
] as const;

function readRow(text: string, header: Header, line: number): Total | undefined {
  const row = header.separator === undefined ? words(text) : text.split(header.separator).map((cell) => cell.trim());
  const read = fromLeft(row, header.numbers.length);
  if (read === undefined || read.rest.length === 0) return undefined;
  const cell = (name: string): number | undefined => {
    const value = read.values[header.numbers.indexOf(name)];
    return value === undefined ? undefined : name === "contended" ? value.value : toUs(value, "ns");
  };
  const contentions = cell("contended") ?? 1;
  const averageUs = cell("avg wait");
  const totalUs = cell("total wait") ?? (averageUs === undefined ? cell("max wait") : averageUs * contentions);
  if (totalUs === undefined) return undefined;
  return { line, scope: "host", of: "wait", service: "kernel", ...subject(header.rows, read.rest), contentions, totalUs, maxUs: cell("max wait") };
}

function subject(rows: Header["rows"], rest: readonly string[]): Pick<Total, "lock" | "by" | "tid"> {
  const [first = "", ...others] = rest;
  const other = others.join(" ");
  switch (rows) {
    case "caller": {
      // mutex   pipe_read+0x50
      const caller = callerName(other);
      return { lock: caller ?? first, by: caller };
    }
    case "thread":
      return { lock: "kernel locks", by: other, tid: thread(first) };
    case "owner":
      return { lock: `kernel locks held by ${other}`, by: undefined, tid: thread(first) };
    case "lock": {
      // ffff9d0d8c0a1b28   siglock (spinlock)
      const symbol = (other.endsWith(")") ? other.slice(0, other.lastIndexOf("(")) : other).trim();
      return { lock: symbol === "" ? address(first) : symbol, by: undefined };
    }
    case "cgroup":
      return { lock: "kernel locks", by: rest.join(" ") };
  }
}

/** perf prints -1 for a thread it does not know. */
function thread(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** Stacks of -v (`                        0xffffffff81d3 pipe_read+0x50`) and the closing `=== output for debug===` with its counts. */
function isAside(text: string): boolean {
  return /^\s+(?:0x)?[\da-f]{6,16}\s/.test(text) || /^(?:=== output for debug|bad\b|histogram of\b|\s+(?:acquire|acquired|contended|release)\b)/.test(text);
}
