import type { Task } from "../engine/resource.ts";
import { cpu, delay, type Activity, type Step } from "../engine/simulation.ts";
import type { Boot } from "./boot.ts";
import { saveThroughConductor } from "./remote-calls.ts";
import { holding, type Voice } from "./voice.ts";
import { COMPUTE, cost, type World } from "./world.ts";

/** Work of nova-compute itself, whose greenthreads share one core. */
export const compute = (us: number): Step => cpu(us, COMPUTE, true);

/** Tells the tracker of resources about a change: a remote call each, under its lock. */
export function* updateTracker(world: World, task: Task, boot: Boot, voice: Voice, times: number): Activity {
  for (let index = 0; index < times; index += 1) {
    yield* holding(world, voice, { resource: world.locks.computeResources, name: "compute_resources", by: "usage", form: "decorator" }, function* () {
      const occasion = `${boot.name} usage ${task.phase} ${String(index)}`;
      yield compute(4_000);
      yield* saveThroughConductor(world, task, occasion);
      yield delay(cost(world, occasion, "claimDelay"));
    });
  }
}

/** As nova logs durations. */
export function seconds(us: number): string {
  return (us / 1e6).toFixed(2);
}
