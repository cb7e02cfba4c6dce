import type { Instance, Step } from "../../src/model/instance.ts";
import type { Report } from "../../src/model/report.ts";

/** The report with its instances over and over, each round this much later, until there are so many. */
export function withManyInstances(report: Report, count: number, roundUs: number): Report {
  const { instances } = report;
  const many = Array.from({ length: count }, (_, index) => {
    const original = instances[index % instances.length];
    return original === undefined ? [] : [moved(original, index, Math.floor(index / instances.length) * roundUs)];
  }).flat();
  return { ...report, instances: many, run: { ...report.run, requested: count, ready: count } };
}

function moved(instance: Instance, index: number, byUs: number): Instance {
  const at = (us: number | null): number | null => (us === null ? null : us + byUs);
  const step = (each: Step): Step => ({ ...each, startUs: each.startUs + byUs, endUs: each.endUs + byUs, children: each.children.map(step) });
  const { id, requestUs, activeUs, readyUs, deleteUs, goneUs, steps } = instance;
  return { ...instance, id: `${id.slice(0, -6)}${String(index).padStart(6, "0")}`, name: `many-${String(index + 1).padStart(4, "0")}`, requestUs: at(requestUs), activeUs: at(activeUs), readyUs: at(readyUs), deleteUs: at(deleteUs), goneUs: at(goneUs), steps: steps.map(step) };
}
