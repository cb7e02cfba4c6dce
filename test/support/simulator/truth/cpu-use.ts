import { BIN_US } from "../engine/simulation.ts";
import { readyUs } from "../model/benchmark.ts";
import type { World } from "../model/world.ts";

export interface CpuUse {
  readonly cores: number;
  /** Between the first request and the last instance ready, of all cores. */
  readonly busyShare: number;
  /** Processes of one thread that used at least 95 % of a core in some of atop's samples meanwhile, and in how many. */
  readonly saturated: readonly { readonly service: string; readonly samples: number }[];
}

export function cpuUse(world: World): CpuUse {
  return { cores: world.scenario.cores, busyShare: busyShare(world), saturated: saturated(world) };
}

/** What each program did on the cores while boots were under way, µs for each of atop's samples. */
function usageInRun(world: World): ReadonlyMap<string, readonly number[]> {
  const { boots, sim } = world;
  const from = Math.floor(Math.min(...boots.map(({ seen }) => seen.requestedUs ?? Infinity)) / BIN_US);
  const to = Math.floor(Math.max(...boots.map(({ seen }) => readyUs(world, seen) ?? 0)) / BIN_US);
  return new Map([...sim.cpu.usage].map(([program, bins]) => [program, Array.from({ length: to + 1 - from }, (_, index) => bins[from + index] ?? 0)]));
}

function busyShare(world: World): number {
  const usage = [...usageInRun(world).values()];
  const busyUs = usage.flat().reduce((sum, us) => sum + us, 0);
  return Number((busyUs / ((usage[0]?.length ?? 1) * BIN_US * world.scenario.cores)).toFixed(3));
}

function saturated(world: World): CpuUse["saturated"] {
  return [...usageInRun(world)].flatMap(([program, bins]) => {
    const [service = program] = program.split(" ");
    const samples = bins.filter((us) => us >= 0.95 * BIN_US).length;
    return samples === 0 || MANY_THREADS.includes(service) ? [] : [{ service, samples }];
  });
}

/** Commands run side by side, guests, and daemons with a thread for each request. */
const MANY_THREADS: readonly string[] = ["qemu", "qemu-img", "iptables-restore", "libvirtd"];
