import type { MilestoneName } from "../../model/event.ts";
import type { OwnLine, TracedInstance } from "../../model/trace.ts";

/** A named stretch of a boot or delete; the next one begins where it ends. */
export interface Stage {
  readonly name: string;
  readonly startUs: number;
}

/** The first of these milestones seen begins the stage. */
interface StageRule {
  readonly name: string;
  readonly begins: readonly MilestoneName[];
}

const BOOT_STAGES: readonly StageRule[] = [
  { name: "schedule", begins: ["create-accepted"] },
  { name: "claim", begins: ["build-started", "claim-started"] },
  { name: "network", begins: ["claimed", "network-started", "block-devices-started"] },
  { name: "image", begins: ["spawn-started", "image-started"] },
  { name: "define", begins: ["xml-started"] },
  { name: "launch", begins: ["xml-ready"] },
  { name: "active", begins: ["guest-started", "guest-paused", "guest-created"] },
];

const DELETE_STAGES: readonly StageRule[] = [
  { name: "terminate", begins: ["terminating"] },
  { name: "destroy", begins: ["destroy-started"] },
  { name: "deallocate", begins: ["destroyed", "deallocate-started"] },
  { name: "clean up", begins: ["deallocated"] },
];

/** The stages of one boot: request → schedule → queue (the compute service has it) → claim → … → active. `lines`: those of the boot meanwhile. */
export function bootStages(instance: TracedInstance, lines: readonly OwnLine[], requestUs: number, readyUs: number): readonly Stage[] {
  const arrival = lines.find(({ service }) => service === "nova-compute");
  const queued = arrival === undefined ? [] : [{ name: "queue", startUs: arrival.atUs }];
  return inOrder([{ name: "request", startUs: requestUs }, ...queued, ...stagesOf(BOOT_STAGES, instance, requestUs, readyUs)], [
    "request", "schedule", "queue", "claim", "network", "image", "define", "launch", "active",
  ]);
}

export function deleteStages(instance: TracedInstance, deleteUs: number, goneUs: number): readonly Stage[] {
  return inOrder(
    [{ name: "request delete", startUs: deleteUs }, ...stagesOf(DELETE_STAGES, instance, deleteUs, goneUs)],
    ["request delete", ...DELETE_STAGES.map(({ name }) => name)],
  );
}

function stagesOf(rules: readonly StageRule[], instance: TracedInstance, fromUs: number, toUs: number): Stage[] {
  return rules.flatMap(({ name, begins }) => {
    const first = instance.milestones.find(({ milestone, atUs, outside }) => !outside && begins.includes(milestone) && atUs >= fromUs && atUs <= toUs);
    return first === undefined ? [] : [{ name, startUs: first.atUs }];
  });
}

/** Stages in their logical order whose beginnings also go forward in time; one logged out of order is left out. */
function inOrder(stages: readonly Stage[], order: readonly string[]): readonly Stage[] {
  const sorted = [...stages].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const kept: Stage[] = [];
  for (const stage of sorted) {
    const before = kept.at(-1);
    if (before === undefined || stage.startUs >= before.startUs) kept.push(stage);
  }
  return kept;
}
