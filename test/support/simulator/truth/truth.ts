import { classId } from "../engine/resource.ts";
import type { Changes } from "../engine/simulation.ts";
import { readyUs, runScenario } from "../model/benchmark.ts";
import type { World } from "../model/world.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { epochUs } from "../writers/clock.ts";
import { groupBy } from "./blame.ts";
import { cpuUse, type CpuUse } from "./cpu-use.ts";
import { makespanOf, type Makespan } from "./makespan.ts";
import { observable, type Observable } from "./observable.ts";
import { isOfBoot, isWait, sumWaits, tellWaits, type TrueWaits } from "./waits.ts";

/** What really happened in a run, and what would have happened otherwise: `truth.json`. Instants in µs since the epoch, UTC. */
export interface Truth {
  readonly schemaVersion: 1;
  readonly scenario: Scenario;
  readonly makespan: Makespan;
  readonly cpu: CpuUse;
  readonly boots: readonly TrueBoot[];
  /** Those waited for at all, most waiting of boots first. */
  readonly resources: readonly TrueResource[];
}

export interface TrueBoot {
  readonly name: string;
  readonly id: string;
  readonly requestUs: number | null;
  readonly activeUs: number | null;
  readonly pingUs: number | null;
  readonly sshUs: number | null;
  readonly readyUs: number | null;
  readonly deleteUs: number | null;
  readonly goneUs: number | null;
}

export interface TrueResource extends TrueWaits {
  /** The same run, the same draws, without it; null: nothing worth a run waits for it. */
  readonly without: Otherwise | null;
  /** The same run with other numbers of permits. */
  readonly limited: Readonly<Record<string, Makespan>>;
}

/** A run that could have been. */
export interface Otherwise extends Makespan {
  /** What its boots waited for most. */
  readonly next: { readonly resource: string; readonly observable: Observable; readonly waitUs: number } | null;
}

/** Below this much waiting of boots a resource is not taken away to see what happens, µs. */
const WORTH_A_RUN_US = 200_000;

export function tellTruth(world: World): Truth {
  const { scenario, boots } = world;
  const at = (us: number | undefined): number | null => (us === undefined ? null : epochUs(scenario.dialect, us));
  return {
    schemaVersion: 1,
    scenario,
    makespan: makespanOf(world),
    cpu: cpuUse(world),
    boots: boots.map(({ name, uuid, seen }) => ({
      name,
      id: uuid,
      requestUs: at(seen.requestedUs),
      activeUs: at(seen.activeSeenUs),
      pingUs: at(seen.pingUs),
      sshUs: at(seen.sshUs),
      readyUs: at(readyUs(world, seen)),
      deleteUs: at(seen.deleteRequestedUs),
      goneUs: at(seen.goneSeenUs),
    })),
    resources: tellWaits(world).map(({ id, waits }) => ({ ...waits, ...otherwise(scenario, id, waits) })),
  };
}

/** The same run without the resource, or with another number of permits. */
function otherwise(scenario: Scenario, id: string, { waitUs, permits }: TrueWaits): Pick<TrueResource, "without" | "limited"> {
  return {
    without: waitUs.boots >= WORTH_A_RUN_US ? rerun(scenario, { removed: [id] }) : null,
    limited: Object.fromEntries((OTHER_LIMITS[id] ?? []).filter((limit) => limit !== permits).map((limit) => [String(limit), makespanOf(runScenario(scenario, { limits: { [id]: limit } }))])),
  };
}

/** Numbers of permits worth knowing about, where the configuration has another. */
const OTHER_LIMITS: Readonly<Record<string, readonly number[]>> = {
  "nova-compute/nova-compute build slots": [1, 5],
  "libvirtd/libvirtd client requests": [1, 20],
  "nova-api/nova-api workers": [1, 8],
};

function rerun(scenario: Scenario, changes: Changes): Otherwise {
  const world = runScenario(scenario, changes);
  const classes = groupBy(world.sim.acquisitions.filter(isWait), ({ resource }) => classId(resource.of));
  const sums = [...classes.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ resource: first.resource.of.name, observable: observable(first.resource.of, scenario), waitUs: sumWaits([first, ...others], isOfBoot) }],
  );
  const most = sums.reduce<Otherwise["next"]>((worst, each) => (each.waitUs > (worst?.waitUs ?? 0) ? each : worst), null);
  return { ...makespanOf(world), next: most };
}
