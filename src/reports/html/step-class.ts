import type { Step } from "../../model/instance.ts";
import { nameOfWork } from "../name-of-work.ts";

/** A kind of step that is drawn alike. */
export type StepClass = "wait" | "unexplained" | "admission" | "network" | "image" | "guest" | "reach" | "delete";

/** In the order of a boot, which is that of the legend. */
export const STEP_CLASSES: readonly { readonly id: StepClass; readonly title: string }[] = [
  { id: "wait", title: "waiting" },
  { id: "admission", title: "request, schedule, queue, claim" },
  { id: "network", title: "network" },
  { id: "image", title: "image" },
  { id: "guest", title: "define, launch, until ACTIVE" },
  { id: "reach", title: "until ping and ssh answer" },
  { id: "delete", title: "delete" },
  { id: "unexplained", title: "no line explains it" },
];

const OF_NAME: ReadonlyMap<string, StepClass> = new Map([["network", "network"], ["image", "image"], ["define", "guest"], ["launch", "guest"], ["active", "guest"]]);

export function classOf({ kind, phase, name }: Step): StepClass {
  if (kind !== "work") return kind;
  if (phase === "delete") return "delete";
  return phase === "create" ? (OF_NAME.get(name) ?? "admission") : "reach";
}

/** What a step is called, as in the timelines of other formats. */
export function textOfStep({ kind, name, resource }: Step): string {
  if (kind === "unexplained") return "unexplained";
  return kind === "wait" ? `wait for ${resource ?? name}` : nameOfWork(name);
}
