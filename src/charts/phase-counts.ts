import type { Interval } from "../lib/intervals.ts";
import { firstAbove } from "../lib/search.ts";
import type { Instance, Step } from "../model/instance.ts";

export const PHASES: readonly Step["phase"][] = ["create", "ping", "ssh", "delete"];

/** The stretch each instance spent in each phase; none where it never came to it. */
export function phaseStretches(instances: readonly Instance[]): Readonly<Record<Step["phase"], readonly Interval[]>> {
  const of = (phase: Step["phase"]): readonly Interval[] =>
    instances.flatMap(({ steps }) => {
      const own = steps.filter((step) => step.phase === phase);
      const [first, last] = [own[0], own.at(-1)];
      return first === undefined || last === undefined ? [] : [{ startUs: first.startUs, endUs: last.endUs }];
    });
  return { create: of("create"), ping: of("ping"), ssh: of("ssh"), delete: of("delete") };
}

/** So many instants are told apart; a drawing is about as many units wide. */
const MOST_INSTANTS = 800;

/** How many instances were in each phase from each instant on, in order of time. */
export interface PhaseCounts {
  readonly atUs: readonly number[];
  readonly counts: Readonly<Record<Step["phase"], readonly number[]>>;
}

/** At every instant at which it changes; where those are too many, at instants of equal distance. */
export function countPhases(stretches: Readonly<Record<Step["phase"], readonly Interval[]>>, fromUs: number, toUs: number): PhaseCounts {
  const all = PHASES.flatMap((phase) => stretches[phase]);
  const changes = [...new Set([fromUs, ...all.flatMap(({ startUs, endUs }) => [startUs, endUs]), toUs])].filter((us) => us >= fromUs && us <= toUs).sort((a, b) => a - b);
  const atUs = changes.length <= MOST_INSTANTS ? changes : Array.from({ length: MOST_INSTANTS }, (_, index) => fromUs + ((toUs - fromUs) * index) / (MOST_INSTANTS - 1));
  const of = (phase: Step["phase"]): readonly number[] => {
    const begun = Float64Array.from(stretches[phase], ({ startUs }) => startUs).sort();
    const ended = Float64Array.from(stretches[phase], ({ endUs }) => endUs).sort();
    return atUs.map((us) => firstAbove(begun, us) - firstAbove(ended, us));
  };
  return { atUs, counts: { create: of("create"), ping: of("ping"), ssh: of("ssh"), delete: of("delete") } };
}
