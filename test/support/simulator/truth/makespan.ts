import { readyUs } from "../model/benchmark.ts";
import type { World } from "../model/world.ts";

/** First request to last instance ready, µs. */
export interface Makespan {
  /** As the benchmark saw it. */
  readonly outsideUs: number;
  /** As the written logs show it: with the benchmark's table the same, without it from the first to the last line of a boot. */
  readonly seenUs: number;
}

export function makespanOf(world: World): Makespan {
  const { boots, scenario } = world;
  const outsideUs = span(boots.map(({ seen }) => seen.requestedUs), boots.map(({ seen }) => readyUs(world, seen)));
  if (scenario.logs.includes("phases")) return { outsideUs, seenUs: outsideUs };
  const isApiLogged = scenario.logs.includes("nova-api");
  return { outsideUs, seenUs: span(boots.map(({ seen }) => (isApiLogged ? seen.requestedUs : seen.computeUs)), boots.map(({ seen }) => seen.builtUs)) };
}

function span(from: readonly (number | undefined)[], to: readonly (number | undefined)[]): number {
  const known = (instants: readonly (number | undefined)[]): readonly number[] => instants.filter((us) => us !== undefined);
  return Math.max(...known(to)) - Math.min(...known(from));
}
