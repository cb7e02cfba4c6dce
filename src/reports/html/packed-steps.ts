import type { Interval } from "../../lib/intervals.ts";
import type { Instance } from "../../model/instance.ts";
import { textOfStep } from "./step-class.ts";

/**
 * What the script needs to tell of each step: as short as it can be, since a boot has a hundred. `steps` holds six numbers of each: µs from the end of the one before (of the
 * first: from the start of the drawing), its length in µs, then, by position in `texts`, what it is, who held it and the file of its line, and
 * the line; 0 is none.
 */
export interface PackedSteps {
  readonly texts: readonly string[];
  readonly instances: readonly { readonly name: string; readonly id: string; readonly host: string; readonly steps: readonly number[] }[];
}

export function packSteps(instances: readonly Instance[], { startUs: originUs }: Interval): PackedSteps {
  const positions = new Map<string, number>([["", 0]]);
  const positionOf = (text: string): number => {
    const known = positions.get(text) ?? positions.size;
    positions.set(text, known);
    return known;
  };
  const packed = instances.map(({ name, domain, id, host, steps }) => {
    let endUs = originUs;
    const numbers = steps.flatMap((step) => {
      const [first] = step.evidence;
      const gapUs = step.startUs - endUs;
      endUs = step.endUs;
      return [gapUs, step.endUs - step.startUs, positionOf(textOfStep(step)), positionOf(step.holder ?? ""), positionOf(first?.file ?? ""), first?.line ?? 0];
    });
    return { name: name ?? domain ?? id, id, host: host ?? "", steps: numbers };
  });
  return { texts: [...positions.keys()], instances: packed };
}
