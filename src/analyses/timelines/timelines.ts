import { clip, totalUs, unite } from "../../lib/intervals.ts";
import type { Instance } from "../../model/instance.ts";
import type { Analysis } from "../analysis.ts";
import type { Awaited } from "../awaited.ts";
import type { Blaming } from "../blame.ts";
import type { Boot } from "../boots.ts";
import { stretchOf } from "../critical-path.ts";
import { outcomeOf, readyOf, type BootRun } from "../runs.ts";
import { stepsOf, type StepDraft } from "./tile.ts";
import { holderOf, outsidePhases, type Tilings } from "./tilings.ts";
import type { Quoteless } from "../quoteless.ts";

/** Per-instance timelines: steps that tile [request, ready] and [delete, gone]. */
export const timelines: Analysis = {
  id: "timelines",
  answer: ({ trace, run, tilings, boots, blaming, pathOf }) => ({ instances: run === undefined || tilings === undefined ? [] : boots.map((boot) => timelineOf(boot, run.readyBy, tilings, pathOf(boot).pieces(MOST_PIECES).map((piece) => stretchOf(piece, trace)), blaming)) }),
};

/** Pieces of a boot's critical path that are listed. */
const MOST_PIECES = 50;

function timelineOf(boot: Boot, readyBy: BootRun["readyBy"], tilings: Tilings, path: Instance["criticalPath"], blaming: Blaming): Quoteless<Instance> {
  const { instance } = boot;
  const holderOfWait = (awaited: Awaited): string | null => holderOf(awaited, blaming);
  const readyUs = readyOf(boot, readyBy);
  const creating = tilings.createOf(boot);
  const deleting = tilings.deleteOf(boot);
  const boots = creating === undefined ? [] : [...stepsOf(creating.tiles, creating.tiling, holderOfWait), ...outsidePhases(boot, readyBy).map(outsideStep)];
  const range = { startUs: boot.requestUs ?? 0, endUs: tilings.endOf(boot) };
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
    waitUs: totalUs(unite((creating?.tiling.waits ?? []).map((wait) => clip(wait, range)).filter((wait) => wait !== undefined))),
    unexplainedUs: boots.filter(({ kind }) => kind === "unexplained").reduce((sum, step) => sum + step.endUs - step.startUs, 0),
    criticalPath: path,
    steps: [...boots, ...(deleting === undefined ? [] : stepsOf(deleting.tiles, deleting.tiling, holderOfWait))],
  };
}

function outsideStep({ phase, startUs, endUs }: ReturnType<typeof outsidePhases>[number]): StepDraft {
  return { name: phase, phase, kind: "work", startUs, endUs, resource: null, holder: null, evidence: [], children: [] };
}
