import { classId, type Acquisition, type Order, type Resource, type ResourceClass, type Task } from "./resource.ts";
import type { Draws } from "./draws.ts";
import { createEventQueue } from "./event-queue.ts";
import { createPools } from "./pools.ts";
import { createSharedCapacity, type SharedCapacity } from "./shared-capacity.ts";

/** What a process asks the simulation for; it goes on with the µs that took. */
export type Step =
  | { readonly kind: "cpu"; readonly us: number; readonly program: string; readonly isOneThread: boolean }
  | { readonly kind: "disk"; readonly us: number }
  | { readonly kind: "delay"; readonly us: number }
  | { readonly kind: "acquire"; readonly resource: Resource; readonly by: string }
  | { readonly kind: "release"; readonly resource: Resource }
  | { readonly kind: "await"; readonly signal: Signal; readonly of: ResourceClass }
  | { readonly kind: "join"; readonly handle: Handle }
  | { readonly kind: "freeze"; readonly us: number; readonly program: string };

/** A process of the model. */
export type Activity<Result = void> = Generator<Step, Result, number>;

/** Work on a core, which takes longer when more work is about than there are cores. A program of one thread has one core at most. */
export const cpu = (us: number, program: string, isOneThread = false): Step => ({ kind: "cpu", us, program, isOneThread });
/** Work of the disk, which all who use it share. */
export const disk = (us: number): Step => ({ kind: "disk", us });
export const delay = (us: number): Step => ({ kind: "delay", us });
export const acquire = (resource: Resource, by: string): Step => ({ kind: "acquire", resource, by });
export const release = (resource: Resource): Step => ({ kind: "release", resource });
/** Waits for a signal in the name of an event that a report ranks. */
export const awaitEvent = (signal: Signal, of: ResourceClass): Step => ({ kind: "await", signal, of });
export const join = (handle: Handle): Step => ({ kind: "join", handle });
/** A blocking call of this length: no other task of the program gets on meanwhile. */
export const freeze = (us: number, program: string): Step => ({ kind: "freeze", us, program });

/** Something that happens once. */
export interface Signal {
  /** µs; undefined: not yet. */
  happenedUs: number | undefined;
  readonly waiting: (() => void)[];
}

export interface Handle {
  readonly task: Task;
  readonly ended: Signal;
}

/** What differs from the configuration, by class id (`service/name`). */
export interface Changes {
  /** Unlimited permits; an event has already happened; a freeze stops nobody but its caller. */
  readonly removed?: readonly string[];
  readonly limits?: Readonly<Record<string, number>>;
}

export interface Simulation {
  readonly draws: Draws;
  readonly nowUs: () => number;
  /** `permits` and what {@link Changes} say of the class. */
  readonly resource: (of: ResourceClass, permits?: number, order?: Order, key?: string) => Resource;
  readonly signal: () => Signal;
  readonly fire: (signal: Signal) => void;
  /** Starts a process now, or later. Without an actor it is one of its own. */
  readonly spawn: (task: NewTask, activity: (task: Task) => Activity, atUs?: number) => Handle;
  readonly run: () => void;
  /** Contended or not, in order of `gotUs`. */
  readonly acquisitions: readonly Acquisition[];
  readonly cpu: SharedCapacity;
  readonly disk: SharedCapacity;
}

type NewTask = Omit<Task, "id" | "actor"> & Partial<Pick<Task, "actor">>;

/** Interval over which use is recorded, µs: atop's. */
export const BIN_US = 2_000_000;

export interface FrozenClass {
  readonly program: string;
  readonly of: ResourceClass;
}

export function createSimulation(draws: Draws, cores: number, changes: Changes = {}, frozen: readonly FrozenClass[] = []): Simulation {
  const queue = createEventQueue();
  const cores_ = createSharedCapacity(queue, cores, BIN_US);
  const disk_ = createSharedCapacity(queue, 1, BIN_US);
  const acquisitions: Acquisition[] = [];
  const frozenUntilUs = new Map<string, number>();
  const standstills: { readonly program: string; readonly fromUs: number; readonly toUs: number }[] = [];
  const freezes = new Map(frozen.map(({ program, of }) => [program, { of, key: classId(of), permits: 1, order: "fifo" } satisfies Resource]));
  const isRemoved = (of: ResourceClass): boolean => changes.removed?.includes(classId(of)) === true;
  let tasks = 0;

  /** Goes on when the program of the task is not frozen. */
  const resume = (task: Task, go: () => void): void => {
    const untilUs = frozenUntilUs.get(task.program) ?? 0;
    const nowUs = queue.nowUs();
    if (untilUs <= nowUs) {
      go();
      return;
    }
    const resource = freezes.get(task.program);
    queue.at(untilUs, () => {
      if (resource !== undefined) acquisitions.push({ resource, task, by: task.program, wantedUs: nowUs, gotUs: untilUs, leftUs: untilUs });
      resume(task, go);
    });
  };

  /** Who was at work on a core when its program froze waited as well, until it went on. */
  const tellStops = (task: Task, sinceUs: number): void => {
    for (const { program, fromUs, toUs } of standstills) {
      const resource = freezes.get(program);
      if (resource !== undefined && program === task.program && fromUs >= sinceUs && toUs <= queue.nowUs()) acquisitions.push({ resource, task, by: program, wantedUs: fromUs, gotUs: toUs, leftUs: toUs });
    }
  };

  const pools = createPools(queue, draws, resume, (acquisition) => void acquisitions.push(acquisition));

  const fire = (signal: Signal): void => {
    if (signal.happenedUs !== undefined) return;
    signal.happenedUs = queue.nowUs();
    for (const go of signal.waiting.splice(0)) go();
  };

  const advance = (task: Task, activity: Activity, ended: Signal, tookUs: number): void => {
    const next = activity.next(tookUs);
    if (next.done === true) {
      fire(ended);
      return;
    }
    const step = next.value;
    const sinceUs = queue.nowUs();
    const go = (): void => { resume(task, () => { advance(task, activity, ended, queue.nowUs() - sinceUs); }); };
    switch (step.kind) {
      case "cpu":
        cores_.use(step.us, step.program, step.isOneThread, () => {
          tellStops(task, sinceUs);
          go();
        });
        break;
      case "disk":
        disk_.use(step.us, "disk", false, go);
        break;
      case "delay":
        queue.at(sinceUs + step.us, go);
        break;
      case "acquire":
        pools.take(step.resource, { task, by: step.by, wantedUs: sinceUs, go: (waitedUs) => { advance(task, activity, ended, waitedUs); } });
        break;
      case "release":
        pools.giveBack(step.resource, task);
        advance(task, activity, ended, 0);
        break;
      case "await": {
        const heard = (): void => {
          resume(task, () => {
            const gotUs = queue.nowUs();
            acquisitions.push({ resource: { of: step.of, key: classId(step.of), permits: 1, order: "fifo" }, task, by: step.of.name, wantedUs: sinceUs, gotUs, leftUs: gotUs });
            advance(task, activity, ended, gotUs - sinceUs);
          });
        };
        if (isRemoved(step.of) || step.signal.happenedUs !== undefined) heard();
        else step.signal.waiting.push(heard);
        break;
      }
      case "join":
        if (step.handle.ended.happenedUs !== undefined) go();
        else step.handle.ended.waiting.push(go);
        break;
      case "freeze": {
        const resource = freezes.get(step.program);
        if (resource !== undefined && !isRemoved(resource.of)) {
          frozenUntilUs.set(step.program, sinceUs + step.us);
          cores_.stop(step.program, sinceUs + step.us);
          standstills.push({ program: step.program, fromUs: sinceUs, toUs: sinceUs + step.us });
        }
        queue.at(sinceUs + step.us, () => { advance(task, activity, ended, step.us); });
        break;
      }
    }
  };

  return {
    draws,
    nowUs: queue.nowUs,
    resource: (of, permits = 1, order = "fifo", key = classId(of)) => ({ of, key, permits: isRemoved(of) ? Infinity : (changes.limits?.[classId(of)] ?? permits), order }),
    signal: () => ({ happenedUs: undefined, waiting: [] }),
    fire,
    spawn(about, activity, atUs = queue.nowUs()) {
      tasks += 1;
      const task: Task = { actor: tasks, ...about, id: tasks };
      const ended: Signal = { happenedUs: undefined, waiting: [] };
      queue.at(atUs, () => { resume(task, () => { advance(task, activity(task), ended, 0); }); });
      return { task, ended };
    },
    run() {
      queue.run();
      acquisitions.sort((a, b) => a.gotUs - b.gotUs);
    },
    acquisitions,
    cpu: cores_,
    disk: disk_,
  };
}
