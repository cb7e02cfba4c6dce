import type { TracedRow } from "./row-sink.ts";
import { address, createCallerNames } from "./caller.ts";
import { futexUse } from "./futex-op.ts";
import { sinceEpochOrBoot, wallTime, type Instant } from "./instant.ts";
import { createWordScanner, type WordScanner } from "./word-scanner.ts";

type Column = "atNs" | "monoNs" | "wall" | "pid" | "tid" | "comm" | "kind" | "lock" | "ns" | "us" | "caller" | "op" | "val" | "ret";

/** What a column holds, under the names users give it. Names not listed are ignored. */
const COLUMN: Readonly<Record<string, Column>> = {
  epoch_ns: "atNs", ts_ns: "atNs", time_ns: "atNs", start_ns: "atNs", mono_ns: "monoNs", boot_ns: "monoNs", nsecs: "monoNs",
  wall: "wall", time: "wall", date: "wall",
  pid: "pid", tgid: "pid", tid: "tid", comm: "comm", execname: "comm",
  kind: "kind", event: "kind",
  lock: "lock", lock_addr: "lock", addr: "lock", address: "lock", mutex: "lock", uaddr: "lock", futex: "lock",
  ns: "ns", wait_ns: "ns", dur_ns: "ns", hold_ns: "ns", len_ns: "ns", duration_ns: "ns",
  us: "us", wait_us: "us", dur_us: "us", hold_us: "us", duration_us: "us",
  caller: "caller", symbol: "caller", by: "caller",
  cmd: "op", op: "op", val: "val", ret: "ret",
};

const KINDS: Readonly<Record<string, TracedRow["kind"]>> = {
  WAIT: "wait", HOLD: "hold", COND: "cond", FUTEX: "futex", wait: "wait", hold: "hold", cond: "cond", futex: "futex",
};

const KIND_OF_USE = { lock: "wait", condition: "cond", "no-wait": "other" } as const;

/** Columns whose words can be told from a part of a thread's name. */
const SHAPE: Partial<Record<Column, (words: WordScanner, index: number) => boolean>> = {
  kind: (words, index) => Object.hasOwn(KINDS, words.text(index)),
  lock: (words, index) => words.startsWith(index, "0x"),
  ns: (words, index) => !Number.isNaN(words.number(index)),
  us: (words, index) => !Number.isNaN(words.number(index)),
  tid: (words, index) => !Number.isNaN(words.number(index)),
  pid: (words, index) => !Number.isNaN(words.number(index)),
};

export function isColumnName(name: string): boolean {
  return Object.hasOwn(COLUMN, name);
}

/** Reads one row; undefined: the line is none. */
export type RowReader = (text: string, line: number) => TracedRow | undefined;

/**
 * Rows of words in stated columns, where the start of an interval and its length are given, `comm` may hold spaces and a caller in the
 * last column takes the rest of the line. `placeMono` puts a clock that starts at boot on a date, where the trace says how.
 * Undefined: columns that make no trace (no instant, no lock or no length).
 */
export function createRowReader(names: readonly string[], placeMono: (atUs: number) => Instant): RowReader | undefined {
  const columns = names.map((name) => (Object.hasOwn(COLUMN, name) ? COLUMN[name] : undefined));
  const find = (column: Column): number => columns.indexOf(column);
  const comm = find("comm");
  const [atNs, monoNs, wall, pid, tid, kind] = [find("atNs"), find("monoNs"), find("wall"), find("pid"), find("tid"), find("kind")];
  const [lock, ns, us, caller, op, val, ret] = [find("lock"), find("ns"), find("us"), find("caller"), find("op"), find("val"), find("ret")];
  if (lock === -1 || (ns === -1 && us === -1) || (atNs === -1 && monoNs === -1 && wall === -1)) return undefined;

  const checks = columns.flatMap((column, index) => {
    const fits = column === undefined ? undefined : SHAPE[column];
    return fits === undefined ? [] : [{ index, fits }];
  });
  const needed = 1 + Math.max(lock, ns, us, kind);
  const words = createWordScanner();
  const callers = createCallerNames();
  /** Words by which the name of the thread is longer than one. */
  let extra = 0;
  const placeOf = (index: number): number => (comm !== -1 && index > comm ? index + extra : index);
  const fits = (): boolean => checks.every((check) => check.fits(words, placeOf(check.index)));
  const optional = (index: number): string | undefined => (index === -1 ? undefined : words.text(placeOf(index)) || undefined);
  const optionalNumber = (index: number): number | undefined => {
    const value = index === -1 ? NaN : words.number(placeOf(index));
    return Number.isNaN(value) ? undefined : value;
  };

  const findExtra = (text: string): boolean => {
    words.scan(text);
    if (wall !== -1) words.joinDate(wall);
    const spare = comm === -1 ? 0 : words.count() - needed;
    while (++extra <= spare) if (fits()) return true;
    return false;
  };

  return (text, line) => {
    extra = 0;
    words.scan(text, columns.length + (wall === -1 ? 0 : 1));
    if (wall !== -1) words.joinDate(wall);
    if (words.count() < needed) return undefined;
    if (!fits() && !findExtra(text)) return undefined;

    const ofKind = kind === -1 ? undefined : KINDS[words.text(placeOf(kind))];
    const what = ofKind ?? KIND_OF_USE[futexUse(optional(op), optional(val), optional(ret))];
    const durationNs = ns === -1 ? words.number(placeOf(us)) * 1000 : words.number(placeOf(ns));

    let start: Instant | undefined;
    let restNs = 0;
    const nsColumn = atNs !== -1 ? atNs : wall === -1 ? monoNs : -1;
    if (nsColumn === -1) start = wallTime(words.text(placeOf(wall)));
    else {
      const startUs = words.thousandths(placeOf(nsColumn));
      if (!Number.isNaN(startUs)) start = atNs === -1 ? placeMono(startUs) : sinceEpochOrBoot(startUs);
      restNs = words.thousandthsRest(placeOf(nsColumn));
    }
    if (start === undefined) return undefined;
    const by = caller === -1 ? "" : caller === columns.length - 1 ? words.restFrom(placeOf(caller)) : words.text(placeOf(caller));
    return {
      kind: what,
      endUs: start.atUs + Math.round((restNs + durationNs) / 1000),
      clock: start.clock,
      durationNs,
      line,
      pid: optionalNumber(pid),
      tid: optionalNumber(tid),
      comm: comm === -1 ? undefined : words.span(comm, comm + extra),
      lock: address(words.text(placeOf(lock))),
      by: callers(by),
    };
  };
}
