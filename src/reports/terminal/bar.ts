import type { Step } from "../../model/instance.ts";

const INK = { work: "█", wait: "░", unexplained: "·" } as const;

/** A step on a time axis of `columns` columns from `fromUs` to `toUs`: at least one column, blanks before it. */
export function bar(step: { readonly kind: Step["kind"]; readonly startUs: number; readonly endUs: number }, fromUs: number, toUs: number, columns: number): string {
  const scale = columns / Math.max(1, toUs - fromUs);
  const start = within(Math.floor((step.startUs - fromUs) * scale), 0, columns - 1);
  const end = within(Math.round((step.endUs - fromUs) * scale), start + 1, columns);
  return " ".repeat(start) + INK[step.kind].repeat(end - start);
}

function within(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
