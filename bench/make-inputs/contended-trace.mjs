// A trace of many contended waits, as linking would give it. No log is written: what is measured with it are the analyses.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./captures.mjs";

const { minHeap } = await import(pathToFileURL(join(root, "build", "src", "lib", "min-heap.js")).href);
const { seededRandom } = await import(pathToFileURL(join(root, "build", "src", "lib", "random.js")).href);

const SEED = 7;
const RESOLUTION_US = 1000;

/** Of one boot on average, some of them uncontended; the longest goes through some ten times as many, the shortest through half. */
const PASSAGES_PER_BOOT = 120;
const WAITS_PER_BOOT = 100;
const HOSTS = 4;
/** Locks of each host, and those that all hosts share. The first of a host are held while others are taken. */
const HOST_LOCKS = 12;
const OUTER_LOCKS = 2;
const SHARED_LOCKS = 2;
const SHARED_SHARE = 0.3;
const NESTED_SHARE = 0.02;
const DEEPEST = 3;
/** Holds in which a command is logged. */
const LOGGED_SHARE = 0.1;
/** Passages of periodic tasks, one on each host, beside those of boots. */
const TASK_SHARE = 0.02;
/** The first request, µs UTC: numbers as large as those of logs, since they take more room than small ones. */
const BEGIN_US = 1_763_900_000_000_000;
/** Requests come this far apart, µs. */
const APART_US = 2000;
const LONGEST_HOLD_US = 12_000;
const LONGEST_PAUSE_US = 5000;

/**
 * About so many contended waits: boots of very different length that queue for locks, first come, first served, and hold some while they wait for others. All
 * boots of a host go on at once, so that queues are longer the more there are. Times are whole µs.
 */
export function contendedTrace(waits) {
  const random = seededRandom(SEED);
  const boots = Math.max(HOSTS, Math.round(waits / WAITS_PER_BOOT));
  const workers = Array.from({ length: boots + HOSTS }, (_, index) => {
    const isTask = index >= boots;
    // Of mean 1 and long to the right.
    const size = isTask ? (TASK_SHARE * boots) / HOSTS : Math.min(10, 0.5 / Math.sqrt(1 - random()));
    return { index, host: index % HOSTS, instance: isTask ? undefined : index, actor: actorOf(index, isTask), left: Math.max(3, Math.round(size * PASSAGES_PER_BOOT)), todo: [], open: [], fromUs: BEGIN_US + index * APART_US, endUs: 0 };
  });
  const { lives, operations } = happen(workers, random);
  return traceOf(workers.filter(({ instance }) => instance !== undefined), lives, operations);
}

function actorOf(index, isTask) {
  const host = index % HOSTS;
  return {
    service: "nova-compute", host: `cmp${host}`, pid: 1000 + host, tid: undefined, requestId: isTask ? `req-task-${host}` : `req-${index}`, globalRequestId: undefined,
    instance: isTask ? undefined : index, role: isTask ? "background" : "boot",
  };
}

/** Lets all workers go on, one event after another. */
function happen(workers, random) {
  const locks = new Map();
  const lives = [];
  const operations = [];
  const timers = minHeap();
  const lockOf = (name) => {
    let lock = locks.get(name);
    if (lock === undefined) locks.set(name, (lock = { ...textsOf(name), holder: undefined, queue: [], head: 0 }));
    return lock;
  };
  const take = (worker, lock, wantedUs, nowUs) => {
    lock.holder = worker;
    worker.open.push({ lock, wantedUs, acquiredUs: nowUs });
    advance(worker, nowUs);
  };
  const giveBack = (worker, nowUs) => {
    const { lock, wantedUs, acquiredUs } = worker.open.pop();
    lives.push(lifeOf(worker, lock, wantedUs, acquiredUs, nowUs));
    if (random() < LOGGED_SHARE) operations.push(operationOf(worker, acquiredUs, nowUs, lives.length));
    lock.holder = undefined;
    const next = lock.queue[lock.head];
    if (next === undefined) return;
    lock.head++;
    take(next.worker, lock, next.wantedUs, nowUs);
  };
  /** Does what the worker does next: it works for a time, takes a lock, or gives the last one back. */
  const advance = (worker, nowUs) => {
    for (;;) {
      if (worker.todo.length === 0 && worker.left > 0) worker.todo = passages(worker, random);
      const next = worker.todo.shift();
      if (next === undefined) {
        worker.endUs = nowUs;
        return;
      }
      if (next.kind === "work") {
        timers.push(nowUs + next.us, worker.index);
        return;
      }
      if (next.kind === "give back") giveBack(worker, nowUs);
      else {
        const lock = lockOf(next.name);
        if (lock.holder === undefined) take(worker, lock, nowUs, nowUs);
        else lock.queue.push({ worker, wantedUs: nowUs });
        return;
      }
    }
  };
  for (const { index, fromUs } of workers) timers.push(fromUs, index);
  for (;;) {
    const atUs = timers.firstKey();
    const index = timers.pop();
    if (index === undefined) return { lives, operations };
    advance(workers[index], atUs);
  }
}

/** A pause, and a lock with what is taken inside it; inner locks come later in the order of all, so that no circle closes. */
function passages(worker, random) {
  const todo = [{ kind: "work", us: lengthUs(LONGEST_PAUSE_US, random) }];
  const pass = (least, depth) => {
    worker.left--;
    const lock = depth > 0 ? least + Math.floor(random() * (HOST_LOCKS - least)) : random() < NESTED_SHARE ? Math.floor(random() * OUTER_LOCKS) : OUTER_LOCKS + Math.floor(random() * (HOST_LOCKS - OUTER_LOCKS));
    todo.push({ kind: "take", name: `cmp${worker.host} lock-${lock}` }, { kind: "work", us: lengthUs(LONGEST_HOLD_US, random) });
    if (lock < OUTER_LOCKS && depth < DEEPEST) {
      if (random() < SHARED_SHARE) todo.push({ kind: "take", name: `shared-${Math.floor(random() * SHARED_LOCKS)}` }, { kind: "work", us: lengthUs(LONGEST_HOLD_US, random) }, { kind: "give back" });
      else pass(lock + 1, depth + 1);
      todo.push({ kind: "work", us: lengthUs(LONGEST_HOLD_US, random) });
    }
    todo.push({ kind: "give back" });
  };
  pass(0, 0);
  return todo;
}

function lengthUs(longestUs, random) {
  return 200 + Math.floor(random() * longestUs);
}

/** All lives of a lock share its texts, as linking has them do. */
function textsOf(identity) {
  const lock = identity.slice(identity.indexOf(" ") + 1);
  return { identity, lock, by: `manager.take_${lock}` };
}

function lifeOf({ actor }, { identity, lock, by }, wantedUs, acquiredUs, releasedUs) {
  return {
    resource: "lock", lock, identity, resourceClass: lock, form: "decorator", by, actor, holder: undefined, acquiredUs, waitUs: acquiredUs - wantedUs, releasedUs, holdUs: releasedUs - acquiredUs,
    state: "released", resolutionUs: RESOLUTION_US, place: { source: 0, line: 0 },
  };
}

function operationOf({ actor }, startUs, endUs, line) {
  const inset = Math.floor((endUs - startUs) / 10);
  return { operation: "command", name: "ip link", actor, domain: undefined, startUs: startUs + inset, endUs: endUs - inset, outcome: "0", open: false, place: { source: 0, line } };
}

function traceOf(boots, lives, operations) {
  lives.sort((a, b) => a.acquiredUs - b.acquiredUs);
  const acquisitions = lives.map((life, index) => ({ ...life, place: { source: 0, line: index + 1 } }));
  const own = new Map(boots.map(({ index }) => [index, []]));
  for (const { actor, acquiredUs, place } of acquisitions) own.get(actor.instance)?.push({ atUs: acquiredUs, service: "nova-compute", role: "boot", place });
  const endUs = Math.max(...boots.map((boot) => boot.endUs));
  const mark = (milestone, atUs) => ({ milestone, atUs, detail: undefined, service: "nova-compute", host: undefined, outside: false, place: { source: 0, line: 1 } });
  return {
    sources: [{ path: "nova-compute.log", format: "oslo-log", layout: undefined, service: "nova-compute", host: undefined, givenHost: undefined, hasDebug: true, minWaitUs: undefined, minHoldUs: undefined, versions: [], resolutionUs: RESOLUTION_US, fromUs: BEGIN_US, toUs: endUs }],
    clocks: [], copies: 0, retold: [], folds: [], dropped: { records: 0, lines: 0 }, lost: [], summaries: [], gauges: [], silences: [], restarts: [], limits: [], endUs, acquisitions,
    operations: operations.sort((a, b) => a.startUs - b.startUs),
    instances: boots.map(({ index, host, fromUs, endUs: builtUs }) => ({
      id: `instance-${index}`, name: undefined, domain: undefined, host: `cmp${host}`, bootRequestIds: [`req-${index}`], deleteRequestIds: [], libvirtdThreads: [], eventWaits: [], events: [], arrivalUs: fromUs,
      milestones: [mark("create-requested", fromUs), mark("build-started", fromUs + 100), mark("built", builtUs)],
      ownLines: () => own.get(index) ?? [],
    })),
  };
}
