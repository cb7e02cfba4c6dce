import { sum } from "d3-array";
import { clip, totalUs, unite } from "../../lib/intervals.ts";
import type { Instance } from "../../model/instance.ts";
import type { Analysis } from "../analysis.ts";
import type { Awaited } from "../awaited.ts";
import type { Boot } from "../boots.ts";
import { stretchOf } from "../critical-path.ts";
import { outcomeOf, readyOf, type BootRun } from "../runs.ts";
import type { Study } from "../study.ts";
import { stepsOf, type StepDraft, type Tile } from "./tile.ts";
import { holderOf, outsidePhases, type Tilings } from "./tilings.ts";
import type { Quoteless } from "../quoteless.ts";

/** Per-instance timelines: steps that tile [request, ready] and [delete, gone]. */
export const timelines: Analysis = {
  id: "timelines",
  answer: (study) => {
    const { run, tilings, boots, timelines: depth } = study;
    if (run === undefined || tilings === undefined) return { instances: [] };
    const told: Told = { ...study, run, tilings };
    return { instances: boots.map((boot) => (depth === "steps" ? timelineOf(boot, told) : gapsOf(boot, told))) };
  },
};

interface Told extends Pick<Study, "trace" | "pathOf" | "blaming"> {
  readonly run: BootRun;
  readonly tilings: Tilings;
}

/** Pieces of a boot's critical path that are listed. */
const MOST_PIECES = 50;

function timelineOf(boot: Boot, told: Told): Quoteless<Instance> {
  const { trace, run: { readyBy }, tilings, pathOf, blaming } = told;
  const holderOfWait = (awaited: Awaited): string | null => holderOf(awaited, blaming);
  const creating = tilings.createOf(boot);
  const deleting = tilings.deleteOf(boot);
  const boots = creating === undefined ? [] : [...stepsOf(creating.tiles, creating.tiling(), holderOfWait), ...outsidePhases(boot, readyBy).map(outsideStep)];
  return {
    ...measuresOf(boot, told),
    criticalPath: pathOf(boot).pieces(MOST_PIECES).map((piece) => stretchOf(piece, trace)),
    steps: [...boots, ...(deleting === undefined ? [] : stepsOf(deleting.tiles, deleting.tiling(), holderOfWait))],
  };
}

/** Of its steps the unexplained ones of the boot. */
function gapsOf(boot: Boot, told: Told): Quoteless<Instance> {
  const creating = told.tilings.createOf(boot);
  const gaps = creating?.tiles.filter(isUnexplained) ?? [];
  const steps = creating === undefined || gaps.length === 0 ? [] : stepsOf(gaps, { ...creating.tiling(), spans: [] }, () => null);
  return { ...measuresOf(boot, told), criticalPath: [], steps };
}

function measuresOf(boot: Boot, { run: { readyBy }, tilings }: Told): Omit<Quoteless<Instance>, "criticalPath" | "steps"> {
  const { instance } = boot;
  const creating = tilings.createOf(boot);
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
    readyUs: readyOf(boot, readyBy) ?? null,
    deleteUs: boot.deleteUs ?? null,
    goneUs: boot.goneUs ?? null,
    buildUs: boot.buildUs ?? null,
    spawnUs: boot.spawnUs ?? null,
    waitUs: totalUs(unite((creating?.waits ?? []).map((wait) => clip(wait, range)).filter((wait) => wait !== undefined))),
    unexplainedUs: sum((creating?.tiles ?? []).filter(isUnexplained), ({ startUs, endUs }) => endUs - startUs),
  };
}

function isUnexplained({ kind }: Tile): boolean {
  return kind === "unexplained";
}

function outsideStep({ phase, startUs, endUs }: ReturnType<typeof outsidePhases>[number]): StepDraft {
  return { name: phase, phase, kind: "work", startUs, endUs, resource: null, holder: null, evidence: [], children: [] };
}
