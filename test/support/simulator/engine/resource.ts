import type { ResourceKind } from "../../../../src/model/event.ts";

/**
 * Who is next: `fifo`: the one who waits longest. `random`: any of the waiters (file locks are polled). `barging`: a newcomer may take
 * a permit that was just given back before the one who waits longest has woken up (mutexes, eventlet's semaphores).
 */
export type Order = "fifo" | "random" | "barging";

/** All resources of one name and service: what a report ranks. */
export interface ResourceClass {
  readonly kind: ResourceKind;
  readonly service: string;
  /** As the report names it. */
  readonly name: string;
}

/** One thing of which `permits` tasks can have a share at a time. */
export interface Resource {
  readonly of: ResourceClass;
  /** Tells the individual from its class. */
  readonly key: string;
  /** Infinity: it was taken away. */
  readonly permits: number;
  readonly order: Order;
}

/** One task's life with a resource. Times in µs since the start of the simulation. */
export interface Acquisition {
  readonly resource: Resource;
  readonly task: Task;
  /** The function that wants it, as logs name it. */
  readonly by: string;
  readonly wantedUs: number;
  /** When the task went on with it. */
  readonly gotUs: number;
  /** Equal to `gotUs` where nothing is held: an event. */
  readonly leftUs: number;
}

/** Someone who does one thing after another. */
export interface Task {
  readonly id: number;
  /** Tasks of one actor do one thing after another between them: a call and the work on it elsewhere. */
  readonly actor: number;
  /** Number of the boot it works for; undefined: background. */
  readonly boot: number | undefined;
  readonly phase: "create" | "ping" | "ssh" | "delete" | "background";
  /** The process it runs in, which may freeze as a whole. */
  readonly program: string;
}

export function classId({ service, name }: ResourceClass): string {
  return `${service}/${name}`;
}
