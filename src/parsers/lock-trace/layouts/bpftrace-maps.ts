import type { ParserContext } from "../../parser.ts";
import { address, callerName } from "../caller.ts";
import { plainFacts, type Layout } from "../layout.ts";
import { processName } from "../process-names.ts";
import { summary } from "../summary.ts";

/**
 * Maps that bpftrace prints when it ends, of users' own scripts: `@usecs[comm, tid]: N` sums, `@usecs[comm, tid]: count 5, average 6, total 30` (stats),
 * and histograms. The unit is part of the map's name (`@usecs`, `@wait_ns`); a map without one holds counts and is left out.
 */
export const bpftraceMaps: Layout = {
  id: "bpftrace maps",
  title: "maps of a bpftrace script: sums, stats and histograms of waiting, by thread, lock or function",
  example: "@usecs[rpc-libvirtd, 19398]: 873318",
  recognises: (line) => {
    const map = readMap(line);
    return map !== undefined && map.perUs !== undefined && map.keys.length > 0;
  },
  open: (context) => {
    let records = 0;
    let estimated = 0;
    let histogram: { readonly map: MapLine; readonly line: number; count: number; totalUs: number; maxUs: number } | undefined;
    const flush = (): void => {
      if (histogram !== undefined && histogram.count > 0) {
        estimated++;
        emit(context, histogram.map, histogram.line, { contentions: histogram.count, totalUs: histogram.totalUs, maxUs: undefined });
      }
      histogram = undefined;
    };
    return {
      line: (text, line) => {
        const map = readMap(text);
        if (map !== undefined) {
          flush();
          records++;
          if (map.perUs === undefined) return true;
          if (map.value === "") histogram = { map, line, count: 0, totalUs: 0, maxUs: 0 };
          else emitValue(context, map, map.perUs, line);
          return true;
        }
        const bucket = readBucket(text);
        if (bucket === undefined) return false;
        if (histogram?.map.perUs !== undefined) {
          histogram.count += bucket.count;
          histogram.totalUs += bucket.count * bucket.from * histogram.map.perUs;
        }
        return true;
      },
      end: () => {
        flush();
        if (estimated > 0) {
          context.note({
            code: "histogram-sums-estimated", severity: "info", message: "Sums of histograms are estimated from the lower ends of their buckets, so they are too low",
            hint: "Let the script print sums as well: @usecs_sum[comm, tid] = sum($us)", line: undefined, text: `histograms: ${estimated}`,
          });
        }
        return plainFacts(records);
      },
    };
  },
};

interface MapLine {
  readonly name: string;
  readonly keys: readonly string[];
  /** µs in one unit of its values; undefined: the name tells none. */
  readonly perUs: number | undefined;
  /** Empty: a histogram follows. */
  readonly value: string;
}

// @usecs[rpc-libvirtd, 19398]: 873318
// @wait_ns[0x7f10a4000b60]:
const MAP = /^@(\w{1,64})(?:\[(.{0,500})\])?:(?: (\d{1,18}|count \d+, average -?\d+, total -?\d+))?\s*$/;

function readMap(text: string): MapLine | undefined {
  if (!text.startsWith("@")) return undefined;
  const [, name, keys, value = ""] = MAP.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { name, keys: keys === undefined ? [] : keys.split(", "), perUs: unitOf(name), value };
}

function unitOf(name: string): number | undefined {
  const lower = name.toLowerCase();
  if (/(?:^|_)n(?:s|secs?)(?:_|$)|(?:wait|hold)ns$/.test(lower)) return 0.001;
  if (/(?:^|_)u(?:s|secs?)(?:_|$)|(?:wait|hold)us$/.test(lower)) return 1;
  return /(?:^|_)m(?:s|secs?)(?:_|$)|(?:wait|hold)ms$/.test(lower) ? 1000 : undefined;
}

function emitValue(context: ParserContext, map: MapLine, perUs: number, line: number): void {
  const [, count, total] = /^count (\d+), average -?\d+, total (\d+)$/.exec(map.value) ?? [];
  if (count !== undefined && total !== undefined) emit(context, map, line, { contentions: Number(count), totalUs: Number(total) * perUs, maxUs: undefined });
  else if (/^\d+$/.test(map.value)) emit(context, map, line, { contentions: 1, totalUs: Number(map.value) * perUs, maxUs: undefined });
}

function emit(context: ParserContext, map: MapLine, line: number, numbers: { contentions: number; totalUs: number; maxUs: number | undefined }): void {
  // An address is the lock, a number the thread, the first other word the program or the function.
  const lock = map.keys.find((key) => key.startsWith("0x"));
  const tid = map.keys.find((key) => /^\d{1,10}$/.test(key));
  const comm = map.keys.find((key) => key !== lock && key !== tid);
  const by = comm === undefined ? undefined : callerName(comm);
  context.emit(summary(context, {
    line, lock: lock === undefined ? `@${map.name}` : address(lock), scope: lock === undefined ? "process" : "address",
    of: map.name.toLowerCase().includes("hold") ? "hold" : "wait", by,
    service: tid === undefined || by === undefined ? undefined : processName(by),
    tid: tid === undefined ? undefined : Number(tid), ...numbers,
  }));
}

// `[1, 2)                 4 |@@@@      |`, `[1K, 2K)               1 |@         |`, `(..., 0)               2 |@  |`
const BUCKET = /^[[(](\.{3}|-?\d{1,12}[KMGT]?)(?:, (?:\.{3}|-?\d{1,12}[KMGT]?))?[\])] +(\d{1,15}) \|/;

function readBucket(text: string): { readonly from: number; readonly count: number } | undefined {
  const [, from, count] = BUCKET.exec(text) ?? [];
  if (from === undefined || count === undefined) return undefined;
  const power = "KMGT".indexOf(from.slice(-1)) + 1;
  const number = Number.parseInt(from, 10);
  return { from: Number.isNaN(number) || number < 0 ? 0 : number * 1024 ** (from.endsWith("...") ? 0 : power), count: Number(count) };
}
