import { clip, totalUs, unite } from "../../lib/intervals.ts";
import type { Instance } from "../../model/report.ts";
import type { Analysis, Quoteless } from "../analysis.ts";
import { isEvent, type Wait } from "../awaited.ts";
import type { Boot } from "../boots.ts";
import { nameOfTaker } from "../names.ts";
import { outcomeOf, readyOf } from "../runs.ts";
import type { Study } from "../study.ts";
import { tile, type StepDraft } from "./tile.ts";
import { createTiling, deleteTiling, endOfBoot, evidenceByInstance, outsidePhases, type OwnEvidence, type Told } from "./tilings.ts";

/** Per-instance timelines: steps that tile [request, ready] and [delete, gone]. */
export const timelines: Analysis = {
  id: "timelines",
  answer: (study) => {
    const { trace, run, lines } = study;
    if (run === undefined) return { instances: [] };
    const evidence = evidenceByInstance(trace);
    const told = { trace, run, lines, holderOf: (wait: Wait) => holderOf(wait, study) };
    return { instances: study.boots.map((boot) => timelineOf(boot, evidence(boot.index), told)) };
  },
};

function timelineOf(boot: Boot, own: OwnEvidence, told: Told): Quoteless<Instance> {
  const { instance } = boot;
  const { readyBy } = told.run;
  const readyUs = readyOf(boot, readyBy);
  const creating = createTiling(boot, own, told);
  const deleting = deleteTiling(boot, own, told);
  const boots = creating === undefined ? [] : [...tile(creating), ...outsidePhases(boot, readyBy).map(outsideStep)];
  const range = { startUs: boot.requestUs ?? 0, endUs: endOfBoot(boot, own, told) };
  return {
    id: instance.id,
    name: instance.name ?? null,
    domain: instance.domain ?? null,
    host: instance.host ?? null,
    requestIds: [...instance.bootRequestIds, ...instance.deleteRequestIds],
    libvirtdThreads: instance.libvirtdThreads,
    outcome: outcomeOf(boot, readyBy),
    fault: boot.fault ?? null,
    requestUs: boot.requestUs ?? null,
    activeUs: boot.activeUs ?? null,
    readyUs: readyUs ?? null,
    deleteUs: boot.deleteUs ?? null,
    goneUs: boot.goneUs ?? null,
    buildUs: boot.buildUs ?? null,
    spawnUs: boot.spawnUs ?? null,
    waitUs: totalUs(unite((creating?.waits ?? []).map((wait) => clip(wait, range)).filter((wait) => wait !== undefined))),
    unexplainedUs: boots.filter(({ kind }) => kind === "unexplained").reduce((sum, step) => sum + step.endUs - step.startUs, 0),
    steps: [...boots, ...(deleting === undefined ? [] : tile(deleting))],
  };
}

function holderOf({ awaited }: Wait, { blaming }: Study): string | null {
  if (isEvent(awaited)) return null;
  const holder = blaming.mainHolder(awaited);
  return holder === undefined ? awaited.holder ?? null : nameOfTaker(holder);
}

function outsideStep({ phase, startUs, endUs }: ReturnType<typeof outsidePhases>[number]): StepDraft {
  return { name: phase, phase, kind: "work", startUs, endUs, resource: null, holder: null, evidence: [], children: [] };
}
