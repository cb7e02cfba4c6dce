import type { Resource, Task } from "../engine/resource.ts";
import { acquire, join, release, type Activity } from "../engine/simulation.ts";
import type { Service } from "../facts.ts";
import type { World } from "./world.ts";

/** The workers of one service: each serves one request at a time. */
export interface Crew {
  readonly service: Service | "libvirtd";
  readonly resource: Resource;
  readonly idle: number[];
  size: number;
}

/** A worker of the crew does the work, when one is free. The caller only waits: that its own process freezes does not stop the worker. */
export function* served(world: World, task: Task, crew: Crew, by: string, work: (worker: number, task: Task) => Activity): Activity {
  const { phase, boot, actor } = task;
  yield join(
    world.sim.spawn({ phase, boot, actor, program: crew.service }, function* (inner) {
      yield acquire(crew.resource, by);
      const worker = crew.idle.shift() ?? crew.size++;
      yield* work(worker, inner);
      crew.idle.push(worker);
      yield release(crew.resource);
    }),
  );
}
