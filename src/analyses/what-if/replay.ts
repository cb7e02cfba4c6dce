import { minHeap, type MinHeap } from "../../lib/min-heap.ts";
import { seededRandom } from "../../lib/random.ts";
import type { ResourceKey } from "../resource-key.ts";
import type { Part } from "./host-demand.ts";
import { addWait, OP, type Program, type Waits } from "./program.ts";

export interface Outcome {
  /** First request of the run to the last ready; undefined: none. */
  readonly makespanUs: number | undefined;
  /** First start of a delete to the last gone. */
  readonly deletesUs: number | undefined;
  readonly waits: ReadonlyMap<ResourceKey, Waits>;
  /** Share of the time until the last ready in which all processors, a disk, or the core of nova-compute of some host were in use. */
  readonly saturated: Readonly<Record<Part["kind"], number>>;
}

/** Who is served next where the order of service is unknown: the first who came, the last (newcomers pass those who sleep), or anyone, by this seed. */
export type UnfairOrder = "first-come" | "last-come" | { readonly seed: number };

interface Host {
  readonly parts: readonly Part[];
  /** Work done since the beginning by a line that never had to share, µs: each work ends when this reaches its mark. */
  doneUs: number;
  lastUs: number;
  /** What all at work ask for, by part. */
  readonly demand: Float64Array;
  /** Lines by the mark at which their work ends; −1 − instruction for work that nobody waits for. */
  readonly ends: MinHeap;
  /** When the next of them ends, as last foreseen. */
  nextUs: number;
  /** Time until the last ready in which it was all in use, by part. */
  readonly fullUs: Float64Array;
}

/** Asked for this share of its capacity, a part counts as in use. */
const FULL_SHARE = 0.97;

interface Line {
  at: number;
  waitingSinceUs: number;
  /** The queue it waits in; −1: none. */
  waitsIn: number;
  ended: boolean;
  /** The line that joins this one, once it has come so far. */
  joiner: number;
}

interface Server {
  free: number;
  /** Lines that have a permit. */
  readonly holders: Set<number>;
  readonly waiting: number[];
  /** First of `waiting` that still waits. */
  head: number;
}

/**
 * Lets the activities happen once more, in time n log n: lines queue for permits, and the work on a host slows down together when it asks for more
 * cores, disks or time of nova-compute than there is.
 */
export function replay(program: Program, order: UnfairOrder = "first-come"): Outcome {
  const { graph, op, target, us, besideUs, rates, width, first, hostOf } = program;
  const random = typeof order === "object" ? seededRandom(order.seed) : undefined;
  const timers = minHeap();
  const hosts: Host[] = program.hosts.map((parts) => ({ parts, doneUs: 0, lastUs: graph.fromUs, demand: new Float64Array(parts.length), ends: minHeap(), nextUs: Number.POSITIVE_INFINITY, fullUs: new Float64Array(parts.length) }));
  const lines: Line[] = graph.lines.map((_, index) => ({ at: first[index] ?? 0, waitingSinceUs: 0, waitsIn: -1, ended: false, joiner: -1 }));
  const servers: Server[] = Array.from(program.permits, (free) => ({ free, holders: new Set(), waiting: [], head: 0 }));
  const waits = new Map<ResourceKey, Waits>(program.unseen);
  const runnable: number[] = [];
  const changed = new Set<number>();
  const followers = new Map<number, { readonly line: number; readonly gapUs: number }[]>();
  const afterLast: { readonly line: number; readonly gapUs: number }[] = [];
  let unready = 0;
  let nowUs = graph.fromUs;
  let lastReadyUs: number | undefined;
  let firstDeleteUs: number | undefined;
  let lastGoneUs: number | undefined;

  graph.lines.forEach(({ start, nodes }, index) => {
    if (nodes.some(({ kind }) => kind === "ready")) unready++;
    if (start.kind === "fixed") timers.push(start.atUs, index);
    else if (start.kind === "after-last-ready") afterLast.push({ line: index, gapUs: start.gapUs });
    else if (start.kind === "after-ready") followers.set(start.line, [...(followers.get(start.line) ?? []), { line: index, gapUs: start.gapUs }]);
  });

  const settle = (host: Host): void => {
    const spanUs = nowUs - host.lastUs;
    if (spanUs <= 0) return;
    host.doneUs += spanUs * speedOf(host);
    for (let part = 0; unready > 0 && part < host.parts.length; part++) {
      if ((host.demand[part] ?? 0) > FULL_SHARE * (host.parts[part]?.capacity ?? 1)) host.fullUs[part] = (host.fullUs[part] ?? 0) + spanUs;
    }
    host.lastUs = nowUs;
  };

  const ask = (host: Host, at: number, sign: 1 | -1): void => {
    for (let part = 0; part < host.demand.length; part++) host.demand[part] = (host.demand[part] ?? 0) + sign * (rates[at * width + part] ?? 0);
  };

  /** Whether all who hold it wait for something held only by those who wait, so that none of them will ever go on. */
  const isStuck = (queue: number, seen: Set<number>): boolean => {
    if (seen.has(queue)) return true;
    seen.add(queue);
    for (const holder of servers[queue]?.holders ?? []) {
      const { waitsIn = -1 } = lines[holder] ?? {};
      if (waitsIn < 0 || !isStuck(waitsIn, seen)) return false;
    }
    return true;
  };

  const letIn = (server: Server, queue: number): void => {
    const resource = graph.resources[queue];
    if (order !== "first-come" && resource?.fair === false) {
      const last = server.waiting.length - 1;
      const chosen = random === undefined ? last : server.head + Math.floor(random() * (last + 1 - server.head));
      const kept = server.waiting[chosen] ?? 0;
      server.waiting[chosen] = server.waiting[server.head] ?? 0;
      server.waiting[server.head] = kept;
    }
    const line = server.waiting[server.head++] ?? 0;
    server.free--;
    server.holders.add(line);
    const own = lines[line];
    if (own === undefined || resource === undefined) return;
    own.waitsIn = -1;
    const role = graph.lines[line]?.role;
    if (role !== undefined && role !== "background") addWait(waits, resource.key, role, nowUs - own.waitingSinceUs);
    own.at++;
    runnable.push(line);
  };

  /** The part of someone else's work that is no longer waited for still takes its CPU time. */
  const letGo = (line: number, at: number): void => {
    const beside = besideUs[at] ?? 0;
    const number = hostOf[line] ?? -1;
    const host = hosts[number];
    if (beside <= 0 || host === undefined) return;
    settle(host);
    ask(host, at, 1);
    host.ends.push(host.doneUs + beside, -1 - at);
    changed.add(number);
  };

  const waitedFor = (line: number, at: number, waitUs: number): void => {
    const cause = program.causes.get(at);
    const role = graph.lines[line]?.role;
    if (cause !== undefined && role !== undefined && role !== "background") addWait(waits, cause, role, waitUs);
  };

  const run = (index: number): void => {
    const line = lines[index];
    if (line === undefined) return;
    for (; ; line.at++) {
      const { at } = line;
      const length = us[at] ?? 0;
      switch (op[at]) {
        case OP.work: {
          letGo(index, at);
          if (length <= 0) break;
          line.at++;
          const number = hostOf[index] ?? -1;
          const host = hosts[number];
          if (host === undefined) timers.push(nowUs + length, index);
          else {
            settle(host);
            ask(host, at, 1);
            host.ends.push(host.doneUs + length, index);
            changed.add(number);
          }
          return;
        }
        case OP.acquire: {
          const server = servers[target[at] ?? 0];
          if (server === undefined) break;
          if (server.free > 0 && server.head === server.waiting.length) {
            server.free--;
            server.holders.add(index);
            break;
          }
          line.waitingSinceUs = nowUs;
          line.waitsIn = target[at] ?? 0;
          server.waiting.push(index);
          if (!isStuck(line.waitsIn, new Set())) return;
          // Those who wait for one another in a circle cannot have done so: the one that closes it goes on.
          server.waiting.pop();
          line.waitsIn = -1;
          server.free--;
          server.holders.add(index);
          break;
        }
        case OP.release: {
          const queue = target[at] ?? 0;
          const server = servers[queue];
          if (server === undefined) break;
          server.free++;
          server.holders.delete(index);
          if (server.head < server.waiting.length && (server.free > 0 || isStuck(queue, new Set()))) letIn(server, queue);
          break;
        }
        case OP.until:
          if (length <= nowUs) break;
          waitedFor(index, at, length - nowUs);
          line.at++;
          timers.push(length, index);
          return;
        case OP.fork:
          runnable.push(target[at] ?? 0);
          break;
        case OP.join: {
          const other = lines[target[at] ?? 0];
          if (other === undefined || other.ended) break;
          other.joiner = index;
          line.waitingSinceUs = nowUs;
          return;
        }
        case OP.ready:
          unready--;
          lastReadyUs = Math.max(lastReadyUs ?? nowUs, nowUs);
          for (const follower of followers.get(index) ?? []) timers.push(nowUs + follower.gapUs, follower.line);
          if (unready === 0) for (const { line: follower, gapUs } of afterLast) timers.push(nowUs + gapUs, follower);
          break;
        case OP.gone:
          lastGoneUs = nowUs;
          break;
        default: {
          line.ended = true;
          const joiner = lines[line.joiner];
          if (joiner !== undefined) {
            waitedFor(line.joiner, joiner.at, nowUs - joiner.waitingSinceUs);
            joiner.at++;
            runnable.push(line.joiner);
          }
          return;
        }
      }
    }
  };

  const runAll = (): void => {
    for (let next = 0; next < runnable.length; next++) run(runnable[next] ?? 0);
    runnable.length = 0;
    for (const number of changed) {
      const host = hosts[number];
      if (host === undefined) continue;
      host.nextUs = host.ends.size() === 0 ? Number.POSITIVE_INFINITY : nowUs + Math.max(0, host.ends.firstKey() - host.doneUs) / speedOf(host);
      if (host.nextUs < Number.POSITIVE_INFINITY) timers.push(host.nextUs, -1 - number);
    }
    changed.clear();
  };

  for (;;) {
    const value = nextTimer();
    if (value === undefined) {
      const left = servers.findIndex(({ head, waiting }) => head < waiting.length);
      const server = servers[left];
      if (server === undefined) break;
      letIn(server, left);
      runAll();
      continue;
    }
    if (value >= 0) {
      const line = lines[value];
      if (graph.lines[value]?.role === "delete" && line?.at === first[value]) firstDeleteUs = Math.min(firstDeleteUs ?? nowUs, nowUs);
      runnable.push(value);
    } else endWork(-1 - value);
    runAll();
  }
  return {
    makespanUs: lastReadyUs === undefined ? undefined : lastReadyUs - graph.fromUs,
    deletesUs: lastGoneUs === undefined || firstDeleteUs === undefined ? undefined : lastGoneUs - firstDeleteUs,
    waits,
    saturated: { cpu: fullShare("cpu"), disk: fullShare("disk"), builder: fullShare("builder") },
  };

  function fullShare(kind: Part["kind"]): number {
    if (lastReadyUs === undefined || lastReadyUs <= graph.fromUs) return 0;
    const spanUs = lastReadyUs - graph.fromUs;
    return Math.max(0, ...hosts.flatMap(({ parts, fullUs }) => parts.map((part, index) => (part.kind === kind ? (fullUs[index] ?? 0) / spanUs : 0))));
  }

  function nextTimer(): number | undefined {
    for (;;) {
      const atUs = timers.firstKey();
      const value = timers.pop();
      // What was foreseen of a host before its load changed is void.
      if (value !== undefined && value < 0 && hosts[-1 - value]?.nextUs !== atUs) continue;
      if (value !== undefined) nowUs = Math.max(nowUs, atUs);
      return value;
    }
  }

  function endWork(number: number): void {
    const host = hosts[number];
    if (host === undefined) return;
    settle(host);
    host.doneUs = Math.max(host.doneUs, host.ends.firstKey());
    while (host.ends.firstKey() <= host.doneUs + 1e-3) {
      const line = host.ends.pop();
      if (line === undefined) break;
      ask(host, line < 0 ? -1 - line : (lines[line]?.at ?? 1) - 1, -1);
      if (line >= 0) runnable.push(line);
    }
    if (host.ends.size() === 0) host.demand.fill(0);
    changed.add(number);
  }
}

/** All work on a host goes on at the pace that the scarcest part allows. */
function speedOf({ parts, demand }: Host): number {
  let speed = 1;
  for (let part = 0; part < demand.length; part++) {
    const { capacity = 1 } = parts[part] ?? {};
    const asked = demand[part] ?? 0;
    if (asked * speed > capacity) speed = capacity / asked;
  }
  return speed;
}
