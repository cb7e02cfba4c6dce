import { delay, type Activity, type Changes } from "../engine/simulation.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { audit, blockProcess, syncPowerStates } from "./periodic-tasks.ts";
import { acceptBoot, acceptDelete, pollServers } from "./control-plane.ts";
import { runAgent } from "./network.ts";
import { COMPUTE, createWorld, type World } from "./world.ts";

/** Between two looks at the list of servers, µs. */
const POLL_US = 500_000;

/** Until a notification is heard, median µs. */
const NOTIFIED_US = 25_000;

/** From the last that is ready to the first that is deleted, µs. */
const REST_US = 6_000_000;

/** The first request comes this long after the simulation and its recorders began, µs. */
const LEAD_US = 7_300_000;

/** N servers are booted, waited for, and deleted: one run of the scenario, all of it. */
export function runScenario(scenario: Scenario, changes: Changes = {}): World {
  const world = createWorld(scenario, changes);
  const { sim, boots } = world;
  const background = { phase: "background", boot: undefined } as const;

  sim.spawn({ ...background, program: "neutron-agent" }, (task) => runAgent(world, task));
  sim.spawn({ ...background, program: "client" }, (task) => watch(world, task));
  for (const { atUs, us } of scenario.traits.freezes) sim.spawn({ ...background, program: "blocker" }, () => blockProcess(us), LEAD_US + atUs);
  const { auditAtUs, syncPowerStatesAtUs } = scenario.traits;
  if (auditAtUs !== undefined) sim.spawn({ ...background, program: COMPUTE }, (task) => audit(world, task), LEAD_US + auditAtUs);
  if (syncPowerStatesAtUs !== undefined) sim.spawn({ ...background, program: COMPUTE }, () => syncPowerStates(world), LEAD_US + syncPowerStatesAtUs);

  let atUs = LEAD_US;
  for (const boot of boots) {
    atUs += sim.draws.durationUs(`${boot.name} arrival`, Math.max(scenario.betweenRequestsUs, 600), 0.5);
    sim.spawn({ phase: "create", boot: boot.index, program: "client" }, function* (task) {
      boot.seen.requestedUs = sim.nowUs();
      yield* acceptBoot(world, task, boot);
    }, atUs);
  }
  sim.run();
  return world;
}

/**
 * The benchmark's own loop: looks until all are ready, rests, deletes, looks until all are gone. The instants it notes are those of nova's
 * notifications, which reach it a little later; to look costs the API.
 */
function* watch(world: World, task: Parameters<typeof pollServers>[1]): Activity {
  const { sim, boots, scenario } = world;
  let polls = 0;
  const poll = function* (): Activity {
    const sinceUs = sim.nowUs();
    yield* pollServers(world, task, `poll ${String(polls)}`);
    polls += 1;
    for (const { seen, name } of boots) {
      if (seen.activeUs !== undefined) seen.activeSeenUs ??= seen.activeUs + sim.draws.durationUs(`${name} active notified`, NOTIFIED_US, 0.4);
      if (seen.goneUs !== undefined) seen.goneSeenUs ??= seen.goneUs + sim.draws.durationUs(`${name} gone notified`, NOTIFIED_US, 0.4);
    }
    yield delay(Math.max(50_000, POLL_US - (sim.nowUs() - sinceUs)));
  };
  yield delay(LEAD_US + 900_000);
  while (boots.some(({ seen }) => (scenario.traits.readyBy === "ssh" ? seen.sshUs : seen.activeSeenUs) === undefined)) yield* poll();
  yield delay(REST_US);
  for (const boot of boots) {
    boot.seen.deleteRequestedUs = sim.nowUs();
    sim.spawn({ phase: "delete", boot: boot.index, program: "client" }, (deleter) => acceptDelete(world, deleter, boot));
  }
  while (boots.some(({ seen }) => seen.goneSeenUs === undefined)) yield* poll();
  yield delay(4_000_000);
  world.over = true;
}

/** When an instance was ready for its user: logged in to, else seen ACTIVE. */
export function readyUs({ scenario }: World, seen: World["boots"][number]["seen"]): number | undefined {
  if (scenario.traits.readyBy === "active") return seen.activeSeenUs;
  return seen.sshUs === undefined || seen.activeSeenUs === undefined ? undefined : Math.max(seen.sshUs, seen.activeSeenUs);
}
