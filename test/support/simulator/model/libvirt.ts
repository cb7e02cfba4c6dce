import type { Resource, Task } from "../engine/resource.ts";
import { acquire, cpu, delay, join, release, type Activity } from "../engine/simulation.ts";
import type { LibvirtCallName, LibvirtStep } from "../facts.ts";
import type { Boot } from "./boot.ts";
import { COMPUTE, cost, type World } from "./world.ts";

/** What a call does inside the daemon, where it says what happened when. */
type Work = (task: Task, tell: (name: LibvirtStep["name"]) => void, job: (work: () => Activity) => Activity) => Activity;

const DAEMON = "libvirtd 0";

/** nova calls libvirtd over its one connection: the daemon reads so many calls of a client at a time, and has so many workers. */
function* callLibvirt(world: World, caller: Task, boot: Boot | undefined, name: LibvirtCallName, work: Work): Activity {
  const { sim, crews, locks, facts } = world;
  const { phase, actor } = caller;
  const sentUs = sim.nowUs();
  yield join(
    sim.spawn({ phase, boot: caller.boot, actor, program: "libvirtd" }, function* (task) {
      yield acquire(locks.libvirtRequests, `remoteDispatch${name}`);
      const readUs = sim.nowUs();
      world.libvirtSerial += 1;
      const serial = world.libvirtSerial;
      yield acquire(crews.libvirt.resource, `remoteDispatch${name}`);
      const takenUs = sim.nowUs();
      const worker = crews.libvirt.idle.shift() ?? crews.libvirt.size++;
      const inside: LibvirtStep[] = [];
      let held: { readonly wantedUs: number; readonly gotUs: number; readonly leftUs: number } | undefined;
      yield* work(
        task,
        (stepName) => void inside.push({ name: stepName, atUs: sim.nowUs() }),
        function* (inJob) {
          const jobOf = boot === undefined ? undefined : locks.jobs[boot.index];
          if (jobOf === undefined) return;
          const wantedUs = sim.nowUs();
          yield acquire(jobOf, `remoteDispatch${name}`);
          const gotUs = sim.nowUs();
          yield* inJob();
          yield release(jobOf);
          held = { wantedUs, gotUs, leftUs: sim.nowUs() };
        },
      );
      facts.push({ kind: "libvirt-call", atUs: sim.nowUs(), task, boot: boot?.index, call: name, serial, sentUs, readUs, takenUs, worker, job: held, inside });
      crews.libvirt.idle.push(worker);
      yield release(crews.libvirt.resource);
      yield release(locks.libvirtRequests);
    }),
  );
}

/** Something looked up: what nova does all the time. */
export function* lookUp(world: World, task: Task, boot: Boot | undefined, name: LibvirtCallName, occasion: string): Activity {
  yield* callLibvirt(world, task, boot, name, function* () {
    const look = function* (): Activity {
      yield cpu(cost(world, occasion, "libvirtGet"), DAEMON);
    };
    // The version of the library is known without asking the driver.
    yield* name === "ConnectGetLibVersion" ? look() : inDriver(world, look);
  });
  // Python makes objects of the answer.
  yield cpu(cost(world, occasion, "lookUp"), COMPUTE, true);
}

export function* defineDomain(world: World, task: Task, boot: Boot): Activity {
  yield* callLibvirt(world, task, boot, "DomainDefineXML", function* () {
    yield* inDriver(world, function* () {
      yield cpu(cost(world, boot.name, "libvirtDefine"), DAEMON);
    });
  });
}

export function* startDomain(world: World, task: Task, boot: Boot): Activity {
  world.starting += 1;
  yield* callLibvirt(world, task, boot, "DomainCreateWithFlags", function* (_inner, tell, job) {
    yield* job(function* () {
      yield* inDriver(world, function* () {
        tell("validate");
        yield cpu(cost(world, boot.name, "libvirtPrepare"), DAEMON);
        tell("host");
        tell("qemu-started");
        yield* under(world.locks.cgroup, "virCgroupAddTask", function* () {
          tell("cgroup");
          // The kernel waits for a grace period, which nobody works on; it is longer the more there is to wait for.
          yield delay(cost(world, boot.name, "cgroupAttach") + (world.starting - 1) * cost(world, boot.name, "cgroupPerStart"));
        });
        yield* under(world.locks.security, "virSecurityManagerSetAllLabel", function* () {
          tell("labelling");
          yield cpu(cost(world, boot.name, "securityLabel"), DAEMON);
        });
      });
      tell("monitor");
      yield cpu(cost(world, boot.name, "qemuStart"), qemuOf(boot), true);
      tell("status-written");
      yield cpu(2_000, DAEMON);
    });
  });
  world.starting -= 1;
  world.running.add(boot);
}

export function* resumeDomain(world: World, task: Task, boot: Boot): Activity {
  yield* callLibvirt(world, task, boot, "DomainResume", function* (_inner, tell, job) {
    yield* job(function* () {
      tell("monitor");
      yield cpu(cost(world, boot.name, "libvirtResume"), DAEMON);
    });
  });
}

export function* destroyDomain(world: World, task: Task, boot: Boot): Activity {
  yield* callLibvirt(world, task, boot, "DomainDestroy", function* (_inner, tell, job) {
    tell("killing");
    // virProcessKillPainfully looks again every 200 ms.
    yield delay(Math.ceil(cost(world, boot.name, "kill") / 200_000) * 200_000);
    tell("killed");
    yield* job(function* () {
      yield* inDriver(world, function* () {
        yield* under(world.locks.security, "virSecurityManagerRestoreAllLabel", function* () {
          yield cpu(cost(world, boot.name, "securityRestore"), DAEMON);
        });
      });
    });
  });
  world.running.delete(boot);
}

export function* undefineDomain(world: World, task: Task, boot: Boot): Activity {
  yield* callLibvirt(world, task, boot, "DomainUndefineFlags", function* () {
    yield cpu(cost(world, boot.name, "undefine"), DAEMON);
  });
}

export function qemuOf({ index }: Boot): string {
  return `qemu ${String(index)}`;
}

function* inDriver(world: World, work: () => Activity): Activity {
  if (world.scenario.traits.bigDriverLock) yield* under(world.locks.driver, "qemuDriverLock", work);
  else yield* work();
}

function* under(mutex: Resource, by: string, work: () => Activity): Activity {
  yield acquire(mutex, by);
  yield* work();
  yield release(mutex);
}
