import { inOrderOfTime } from "../in-order-of-time.ts";
import type { Replayable } from "./replayable.ts";

/** The same study, had no place room for more than were ever seen in it at once. Undefined: no such place shows. */
export function withSeenLimits(study: Replayable): Replayable | undefined {
  const { trace, pools } = study;
  const roomy = study.roomy().filter(({ acquisitions }) => acquisitions.length > 0);
  if (roomy.length === 0) return undefined;
  return {
    ...study,
    trace: { ...trace, acquisitions: inOrderOfTime([...trace.acquisitions, ...roomy.flatMap(({ acquisitions }) => acquisitions)]) },
    pools: new Map([...pools, ...roomy.map(({ pool }) => [pool.identity, pool] as const)]),
  };
}
