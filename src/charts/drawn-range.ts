import type { Interval } from "../lib/intervals.ts";
import type { Report } from "../model/report.ts";

/** From the first request to the end of the last boot or delete; without boots, the time in which anyone waited. Undefined where nothing has a time. */
export function drawnRange({ instances, hotspots, run }: Report): Interval | undefined {
  const steps = instances.flatMap(({ steps: own }) => own.flatMap((step, index) => (index === 0 || index === own.length - 1 ? [step.startUs, step.endUs] : [])));
  const requests = steps.length > 0 ? [run.fromUs] : [];
  const queued = steps.length > 0 ? [] : hotspots.flatMap(({ queueDepth }) => [queueDepth[0]?.atUs, queueDepth.at(-1)?.atUs]).filter((us) => us !== undefined);
  const instants = [...steps, ...requests, ...queued];
  if (instants.length === 0) return undefined;
  const startUs = instants.reduce((first, us) => Math.min(first, us));
  const endUs = instants.reduce((last, us) => Math.max(last, us));
  return { startUs, endUs: Math.max(endUs, startUs + 1) };
}
