import type { Task } from "../engine/resource.ts";
import { delay, freeze, type Activity } from "../engine/simulation.ts";
import { compute } from "./compute-process.ts";
import { lookUp } from "./libvirt.ts";
import { newRequest, saveThroughConductor } from "./remote-calls.ts";
import { holding, step, type Voice } from "./voice.ts";
import { COMPUTE, cost, type World } from "./world.ts";

/** The periodic audit of the host. */
export function* audit(world: World, task: Task): Activity {
  const request = { id: newRequest(world, "audit"), as: "nobody" } as const;
  const voice: Voice = { service: "nova-compute", worker: 0, request, boot: undefined };
  step(world, voice, "periodic-task", { name: "ComputeManager.update_available_resource" });
  step(world, voice, "auditing");
  yield* lookUp(world, task, undefined, "ConnectListAllDomains", "audit list");
  for (const boot of world.running) yield* lookUp(world, task, boot, "DomainGetXMLDesc", `audit ${boot.name}`);
  step(world, voice, "resource-view");
  yield* holding(world, voice, { resource: world.locks.computeResources, name: "compute_resources", by: "audit", form: "decorator" }, function* () {
    yield compute(30_000);
    for (const part of ["instances", "migrations", "node"]) yield* saveThroughConductor(world, task, `audit ${part}`);
    yield delay(cost(world, "audit", "claimDelay"));
  });
}

/** The periodic comparison of what runs with what should: it takes the lock of each instance that runs. */
export function* syncPowerStates(world: World): Activity {
  const { sim, locks } = world;
  const request = { id: newRequest(world, "sync power states"), as: "nobody" } as const;
  step(world, { service: "nova-compute", worker: 0, request, boot: undefined }, "periodic-task", { name: "ComputeManager._sync_power_states" });
  yield compute(10_000);
  for (const boot of world.boots) {
    const own = locks.instances[boot.index];
    if (own === undefined || boot.seen.acceptedUs === undefined) continue;
    sim.spawn({ phase: "background", boot: undefined, program: COMPUTE }, function* () {
      yield* holding(world, { service: "nova-compute", worker: 0, request, boot }, { resource: own, name: boot.uuid, by: "sync", form: "decorator" }, function* () {
        yield compute(700);
      });
    });
  }
}

/** A call that blocks the process: a database driver in C, a slow file system. */
export function* blockProcess(us: number): Activity {
  yield freeze(us, COMPUTE);
}
