import { formatDuration } from "../lib/duration.ts";
import type { Report } from "../model/report.ts";
import type { Fix, LimitedBy } from "../model/run.ts";
import { logged, say, type Sentence } from "./sentence.ts";

export const FIX_LIST = "What to do, in order";

/** The fixes one after another, each with what it brings, and what is the limit then. Empty where nothing was replayed. */
export function fixList({ run: { fixOrder, limitedBy }, hotspots }: Report): Sentence[] {
  const resourceOf = new Map(hotspots.map(({ id, resource }) => [id, resource]));
  const last = fixOrder.at(-1);
  if (limitedBy === null || hotspots.length === 0) return [];
  if (last === undefined) return [say`Removing no single wait would make the last instance ready 1 % earlier: ${LIMIT[limitedBy]}.`];
  return [...fixOrder.map((fix, index) => line(fix, index === 0)), say`Then ${surfaces(last, resourceOf)}${LIMIT[last.limitedBy]}.`];
}

function line({ hotspot, resource, makespanUs, savedUs }: Fix, isFirst: boolean): Sentence {
  return say`${isFirst ? "First" : "Next"} ${hotspot} (${logged(resource)}): without it ${isFirst ? "" : "too "}the last instance would be ready after ${formatDuration(makespanUs)}${savedUs > 0 ? say`, ${formatDuration(savedUs)} earlier` : say`: no earlier yet, but what follows needs it`}.`;
}

function surfaces({ next }: Fix, resourceOf: ReadonlyMap<string, string>): Sentence {
  const resource = next === null ? undefined : resourceOf.get(next);
  return resource === undefined || next === null ? [] : say`${next} (${logged(resource)}) is waited for most, but removing it saves less than 1 %: `;
}

/** What is the limit, as a clause. */
export const LIMIT: Readonly<Record<LimitedBy, string>> = {
  software: "the waits that are left stand in each other's way",
  cpu: "the CPU is busy, and is the limit",
  "core of nova-compute": "nova-compute uses one core to the full, the most that one process can, and that is the limit",
  disk: "a disk is busy, and is the limit",
  arrivals: "the pace at which requests come is the limit",
  "nothing left": "what is left is each boot's own work",
  unknown: "what is left is each boot's own work, as far as these logs show",
};
