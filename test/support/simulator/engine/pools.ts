import type { Draws } from "./draws.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Acquisition, Resource, Task } from "./resource.ts";

/** Who has what, and who waits for it. */
export interface Pools {
  /** `go` is called with the µs waited when the task has it. */
  readonly take: (resource: Resource, waiter: Waiter) => void;
  /** @throws Error if the task does not have it */
  readonly giveBack: (resource: Resource, task: Task) => void;
}

interface Waiter {
  readonly task: Task;
  readonly by: string;
  readonly wantedUs: number;
  readonly go: (waitedUs: number) => void;
}

interface Pool {
  free: number;
  readonly waiting: Waiter[];
  readonly held: Map<Task, { readonly by: string; readonly wantedUs: number; readonly gotUs: number }[]>;
  releases: number;
}

/** Time until one who waits for a mutex is awake after it was given back, µs. */
const WAKE_UP_US = 60;

/** `resume` lets a task go on, now or when it can; `record` hears of each acquisition when it is over. */
export function createPools(queue: EventQueue, draws: Draws, resume: (task: Task, go: () => void) => void, record: (acquisition: Acquisition) => void): Pools {
  const pools = new Map<Resource, Pool>();

  const poolOf = (resource: Resource): Pool => {
    let pool = pools.get(resource);
    if (pool === undefined) pools.set(resource, (pool = { free: resource.permits, waiting: [], held: new Map(), releases: 0 }));
    return pool;
  };

  const grant = (pool: Pool, { task, by, wantedUs, go }: Waiter): void => {
    pool.free -= 1;
    resume(task, () => {
      const gotUs = queue.nowUs();
      const own = pool.held.get(task) ?? [];
      own.push({ by, wantedUs, gotUs });
      pool.held.set(task, own);
      go(gotUs - wantedUs);
    });
  };

  const wake = (resource: Resource, pool: Pool): void => {
    if (pool.free <= 0 || pool.waiting.length === 0) return;
    const index = resource.order === "random" ? Math.floor(draws.uniform(`${resource.key} release ${String(pool.releases)}`) * pool.waiting.length) : 0;
    const [waiter] = pool.waiting.splice(index, 1);
    if (waiter !== undefined) grant(pool, waiter);
  };

  return {
    take(resource, waiter) {
      const pool = poolOf(resource);
      const mayPass = resource.order === "barging" || pool.waiting.length === 0;
      if (pool.free > 0 && mayPass) grant(pool, waiter);
      else pool.waiting.push(waiter);
    },
    giveBack(resource, task) {
      const pool = poolOf(resource);
      const own = pool.held.get(task);
      const held = own?.pop();
      if (own === undefined || held === undefined) throw new Error(`${resource.key} given back by one who does not have it`);
      if (own.length === 0) pool.held.delete(task);
      record({ resource, task, ...held, leftUs: queue.nowUs() });
      pool.free += 1;
      pool.releases += 1;
      if (resource.order === "barging") queue.at(queue.nowUs() + WAKE_UP_US, () => { wake(resource, pool); });
      else wake(resource, pool);
    },
  };
}
