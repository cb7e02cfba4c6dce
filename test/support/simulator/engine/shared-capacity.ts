import type { EventQueue } from "./event-queue.ts";

/** Something of which several take part at once and which slows for all when there are too many: the cores of a host, a disk. */
export interface SharedCapacity {
  /** Calls `done` when `workUs` of work is done for this user. Users of one name share one unit of capacity at most; others have one each. */
  readonly use: (workUs: number, user: string, isOneThread: boolean, done: () => void) => void;
  /** Nothing of this user's work gets on until then. */
  readonly stop: (user: string, untilUs: number) => void;
  /** Work done by each user in each interval of `binUs`, µs. */
  readonly usage: ReadonlyMap<string, readonly number[]>;
}

interface Group {
  readonly user: string;
  readonly isOneThread: boolean;
  readonly jobs: { readonly endsAt: number; readonly done: () => void }[];
  /** Work that every job of the group has been given so far, µs. */
  served: number;
  /** Work per job and µs. */
  rate: number;
  stoppedUntilUs: number;
}

/** A job is done when this little of it is left, µs: rounding must not let it linger. */
const NOTHING_US = 1e-6;

/** Processor sharing: `capacity` units, of which each job has at most one, all alike. */
export function createSharedCapacity(queue: EventQueue, capacity: number, binUs: number): SharedCapacity {
  const groups = new Map<string, Group>();
  const usage = new Map<string, number[]>();
  let sinceUs = 0;
  let plan = 0;

  const account = (user: string, fromUs: number, toUs: number, perUs: number): void => {
    let bins = usage.get(user);
    if (bins === undefined) usage.set(user, (bins = []));
    for (let atUs = fromUs; atUs < toUs; ) {
      const bin = Math.floor(atUs / binUs);
      const endUs = Math.min(toUs, (bin + 1) * binUs);
      while (bins.length <= bin) bins.push(0);
      bins[bin] = (bins[bin] ?? 0) + (endUs - atUs) * perUs;
      atUs = endUs;
    }
  };

  const catchUp = (): void => {
    const nowUs = queue.nowUs();
    if (nowUs > sinceUs) {
      for (const group of groups.values()) {
        if (group.rate === 0) continue;
        group.served += (nowUs - sinceUs) * group.rate;
        account(group.user, sinceUs, nowUs, group.rate * group.jobs.length);
      }
    }
    sinceUs = nowUs;
  };

  const arrange = (): void => {
    const nowUs = queue.nowUs();
    const running = [...groups.values()].filter((group) => group.jobs.length > 0 && group.stoppedUntilUs <= nowUs);
    const wanted = running.reduce((sum, group) => sum + unitsWanted(group), 0);
    const share = Math.min(1, capacity / Math.max(wanted, Number.MIN_VALUE));
    for (const group of groups.values()) group.rate = 0;
    let nextUs = Infinity;
    for (const group of running) {
      group.rate = (share * unitsWanted(group)) / group.jobs.length;
      const soonest = Math.min(...group.jobs.map(({ endsAt }) => endsAt));
      nextUs = Math.min(nextUs, nowUs + Math.ceil(Math.max(0, soonest - group.served - NOTHING_US) / group.rate));
    }
    plan += 1;
    const current = plan;
    if (nextUs < Infinity) queue.at(nextUs, () => { if (plan === current) finish(); });
  };

  const finish = (): void => {
    catchUp();
    const done: (() => void)[] = [];
    for (const group of groups.values()) {
      for (let index = group.jobs.length - 1; index >= 0; index -= 1) {
        const job = group.jobs[index];
        if (job !== undefined && job.endsAt - group.served <= NOTHING_US) {
          group.jobs.splice(index, 1);
          done.unshift(job.done);
        }
      }
      if (group.jobs.length === 0 && group.stoppedUntilUs <= queue.nowUs()) groups.delete(group.user);
    }
    arrange();
    done.forEach((action) => { action(); });
  };

  const groupOf = (user: string, isOneThread: boolean): Group => {
    let group = groups.get(user);
    if (group === undefined) groups.set(user, (group = { user, isOneThread, jobs: [], served: 0, rate: 0, stoppedUntilUs: 0 }));
    return group;
  };

  return {
    usage,
    use(workUs, user, isOneThread, done) {
      catchUp();
      const group = groupOf(user, isOneThread);
      group.jobs.push({ endsAt: group.served + workUs, done });
      arrange();
    },
    stop(user, untilUs) {
      catchUp();
      groupOf(user, true).stoppedUntilUs = untilUs;
      arrange();
      queue.at(untilUs, () => {
        catchUp();
        arrange();
      });
    },
  };
}

function unitsWanted({ jobs, isOneThread }: Group): number {
  return isOneThread ? Math.min(1, jobs.length) : jobs.length;
}
