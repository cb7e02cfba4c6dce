import { minHeap, type MinHeap } from "../../lib/min-heap.ts";
import { numbers } from "../../lib/numbers.ts";
import { seededRandom } from "../../lib/random.ts";
import type { ResourceKey } from "../resource-key.ts";
import type { Part } from "./host-demand.ts";
import { OP, ROLE } from "./layout.ts";
import type { Program, Waits } from "./program.ts";

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

/**
 * Lets the activities happen once more, in time n log n: lines queue for permits, and the work on a host slows down together when it asks for more
 * cores, disks or time of nova-compute than there is.
 */
export function replay(program: Program, order: UnfairOrder = "first-come"): Outcome {
  const { op, us, besideUs, layout } = program;
  const { graph, target, cause, rates, startsUs, width, first, role, hostOf, keys, keyOf } = layout;
  const random = typeof order === "object" ? seededRandom(order.seed) : undefined;
  const timers = minHeap();
  const hosts: Host[] = layout.hosts.map((parts) => ({
    parts,
    doneUs: 0,
    lastUs: graph.fromUs,
    demand: new Float64Array(parts.length),
    ends: minHeap(),
    nextUs: Number.POSITIVE_INFINITY,
    fullUs: new Float64Array(parts.length),
  }));
  const tally = tallyWaits(keys, program.unseen);
  // Lines, in columns.
  const next = first.slice();
  const waitingSinceUs = numbers(first.length);
  /** The queue a line waits in; −1: none. */
  const waitsIn = new Int32Array(first.length).fill(-1);
  const ended = new Uint8Array(first.length);
  /** The line that joins another one, once it has come so far; −1: none. */
  const joiner = new Int32Array(first.length).fill(-1);
  // Queues, in columns.
  const free = program.permits.slice();
  const waiting: number[][] = Array.from(free, () => []);
  /** The first of `waiting` that still waits. */
  const heads = new Int32Array(free.length);
  /** Lines that have a permit, where they are limited: few, so that a list is quicker than a set. */
  const holders: (number[] | undefined)[] = Array.from(free, (permits) => (permits === Number.POSITIVE_INFINITY ? undefined : []));
  /** The search that last came to a queue. */
  const searched = new Int32Array(free.length);
  let searches = 0;
  const runnable: number[] = [];
  let runnables = 0;
  const changed = new Set<number>();
  const followers = new Map<number, { readonly line: number; readonly gapUs: number }[]>();
  const afterLast: { readonly line: number; readonly gapUs: number }[] = [];
  let unready = layout.ready;
  let nowUs = graph.fromUs;
  let lastReadyUs: number | undefined;
  let firstDeleteUs: number | undefined;
  let lastGoneUs: number | undefined;

  graph.lines.forEach(({ start }, index) => {
    if (start.kind === "fixed") timers.push(start.atUs, index);
    else if (start.kind === "after-last-ready") afterLast.push({ line: index, gapUs: start.gapUs });
    else if (start.kind === "after-ready") followers.set(start.line, [...(followers.get(start.line) ?? []), { line: index, gapUs: start.gapUs }]);
  });

  const letRun = (line: number): void => {
    runnable[runnables++] = line;
  };

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
  const isStuck = (queue: number): boolean => {
    searches++;
    return isStuckFrom(queue);
  };
  const isStuckFrom = (queue: number): boolean => {
    if (searched[queue] === searches) return true;
    searched[queue] = searches;
    for (const holder of holders[queue] ?? []) {
      const awaited = waitsIn[holder] ?? -1;
      if (awaited < 0 || !isStuckFrom(awaited)) return false;
    }
    return true;
  };

  const takePermit = (queue: number, line: number): void => {
    free[queue] = (free[queue] ?? 0) - 1;
    holders[queue]?.push(line);
  };

  const givePermit = (queue: number, line: number): void => {
    free[queue] = (free[queue] ?? 0) + 1;
    const own = holders[queue];
    if (own === undefined) return;
    const last = own.pop() ?? line;
    if (last !== line) own[own.indexOf(line)] = last;
  };

  const letIn = (queue: number): void => {
    const queued = waiting[queue];
    if (queued === undefined) return;
    const head = heads[queue] ?? 0;
    if (order !== "first-come" && graph.resources[queue]?.fair === false) {
      const last = queued.length - 1;
      const chosen = random === undefined ? last : head + Math.floor(random() * (last + 1 - head));
      const kept = queued[chosen] ?? 0;
      queued[chosen] = queued[head] ?? 0;
      queued[head] = kept;
    }
    const line = queued[head] ?? 0;
    heads[queue] = head + 1;
    takePermit(queue, line);
    waitsIn[line] = -1;
    tally.add(keyOf[queue] ?? 0, role[line] ?? 0, nowUs - (waitingSinceUs[line] ?? 0));
    next[line] = (next[line] ?? 0) + 1;
    letRun(line);
  };

  /** The part of someone else's work that is no longer waited for still takes its CPU time. */
  const letGo = (line: number, at: number, beside: number): void => {
    const number = hostOf[line] ?? -1;
    const host = hosts[number];
    if (host === undefined) return;
    settle(host);
    ask(host, at, 1);
    host.ends.push(host.doneUs + beside, -1 - at);
    changed.add(number);
  };

  const waitedFor = (line: number, at: number, waitUs: number): void => {
    const key = cause[at] ?? -1;
    if (key >= 0) tally.add(key, role[line] ?? 0, waitUs);
  };

  const run = (line: number): void => {
    for (let at = next[line] ?? 0; ; at++) {
      const length = us[at] ?? 0;
      switch (op[at]) {
        case OP.work: {
          const beside = besideUs.size > 0 ? besideUs.get(at) ?? 0 : 0;
          if (beside > 0) letGo(line, at, beside);
          if (length <= 0) break;
          next[line] = at + 1;
          const number = hostOf[line] ?? -1;
          const host = number < 0 ? undefined : hosts[number];
          if (host === undefined) timers.push(nowUs + length, line);
          else {
            settle(host);
            ask(host, at, 1);
            host.ends.push(host.doneUs + length, line);
            changed.add(number);
          }
          return;
        }
        case OP.acquire: {
          const queue = target[at] ?? 0;
          const queued = waiting[queue] ?? [];
          if ((free[queue] ?? 0) > 0 && heads[queue] === queued.length) {
            takePermit(queue, line);
            break;
          }
          waitingSinceUs[line] = nowUs;
          waitsIn[line] = queue;
          queued.push(line);
          next[line] = at;
          if (!isStuck(queue)) return;
          // Those who wait for one another in a circle cannot have done so: the one that closes it goes on.
          queued.pop();
          waitsIn[line] = -1;
          takePermit(queue, line);
          break;
        }
        case OP.release: {
          const queue = target[at] ?? 0;
          givePermit(queue, line);
          if ((heads[queue] ?? 0) < (waiting[queue]?.length ?? 0) && ((free[queue] ?? 0) > 0 || isStuck(queue))) letIn(queue);
          break;
        }
        case OP.until:
          if (length <= nowUs || nowUs < (startsUs.get(at) ?? 0)) break;
          waitedFor(line, at, length - nowUs);
          next[line] = at + 1;
          timers.push(length, line);
          return;
        case OP.fork:
          letRun(target[at] ?? 0);
          break;
        case OP.join: {
          const other = target[at] ?? 0;
          if (ended[other] !== 0) break;
          joiner[other] = line;
          waitingSinceUs[line] = nowUs;
          next[line] = at;
          return;
        }
        case OP.ready:
          unready--;
          lastReadyUs = Math.max(lastReadyUs ?? nowUs, nowUs);
          for (const follower of followers.get(line) ?? []) timers.push(nowUs + follower.gapUs, follower.line);
          if (unready === 0) for (const { line: follower, gapUs } of afterLast) timers.push(nowUs + gapUs, follower);
          break;
        case OP.gone:
          lastGoneUs = nowUs;
          break;
        default: {
          ended[line] = 1;
          const joining = joiner[line] ?? -1;
          if (joining >= 0) {
            const joinedAt = next[joining] ?? 0;
            waitedFor(joining, joinedAt, nowUs - (waitingSinceUs[joining] ?? 0));
            next[joining] = joinedAt + 1;
            letRun(joining);
          }
          return;
        }
      }
    }
  };

  const runAll = (): void => {
    for (let index = 0; index < runnables; index++) run(runnable[index] ?? 0);
    runnables = 0;
    if (changed.size === 0) return;
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
      const left = waiting.findIndex((queued, queue) => (heads[queue] ?? 0) < queued.length);
      if (left < 0) break;
      letIn(left);
      runAll();
      continue;
    }
    if (value >= 0) {
      if (role[value] === ROLE.delete && next[value] === first[value]) firstDeleteUs = Math.min(firstDeleteUs ?? nowUs, nowUs);
      letRun(value);
    } else endWork(-1 - value);
    runAll();
  }
  return {
    makespanUs: lastReadyUs === undefined ? undefined : lastReadyUs - graph.fromUs,
    deletesUs: lastGoneUs === undefined || firstDeleteUs === undefined ? undefined : lastGoneUs - firstDeleteUs,
    waits: tally.waits(),
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
      ask(host, line < 0 ? -1 - line : (next[line] ?? 1) - 1, -1);
      if (line >= 0) letRun(line);
    }
    if (host.ends.size() === 0) host.demand.fill(0);
    changed.add(number);
  }
}

/** Adds up how long boots and deletes wait for each resource, by its place in `keys`. */
function tallyWaits(
  keys: readonly ResourceKey[],
  unseen: ReadonlyMap<ResourceKey, Waits>,
): { readonly add: (key: number, role: number, us: number) => void; readonly waits: () => ReadonlyMap<ResourceKey, Waits> } {
  const bootUs = Float64Array.from(keys, (key) => unseen.get(key)?.bootUs ?? 0);
  const deleteUs = Float64Array.from(keys, (key) => unseen.get(key)?.deleteUs ?? 0);
  /** In the order in which they were first waited for. */
  const told = new Set([...unseen.keys()].map((key) => keys.indexOf(key)));
  return {
    add(key, role, us) {
      if (role === ROLE.background) return;
      const sums = role === ROLE.boot ? bootUs : deleteUs;
      sums[key] = (sums[key] ?? 0) + us;
      told.add(key);
    },
    waits: () => new Map([...told].map((place) => [keys[place] ?? "", { bootUs: bootUs[place] ?? 0, deleteUs: deleteUs[place] ?? 0 }])),
  };
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
