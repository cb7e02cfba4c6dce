import { formatDuration } from "../lib/duration.ts";
import { formatCount } from "../lib/quantity.ts";
import { meets, parseCondition, type Condition, type Unit } from "./condition.ts";
import type { Figure, Quantity } from "./quantities.ts";

/** Says which of the conditions an answer fails, a line each: what was asked, and what was found. */
export type Gate<T> = (answer: T) => readonly string[];

/** How many of several that meet one condition are named. */
const MOST = 3;

/**
 * A gate of these conditions. A figure that the answer lacks fails its condition: what cannot be judged must not pass.
 *
 * @throws TraceRankError `bad-condition`
 */
export function openGate<T>(conditions: readonly string[], quantities: readonly Quantity<T>[]): Gate<T> {
  const units = new Map<string, Unit>(quantities.map(({ name, unit }) => [name, unit]));
  const parsed = conditions.map((text) => parseCondition(text, units));
  return (answer) =>
    parsed.flatMap((condition) =>
      failureOf(condition, quantities.find(({ name }) => name === condition.quantity)?.read(answer, condition.of) ?? [], units.get(condition.quantity) ?? "count"),
    );
}

function failureOf(condition: Condition, figures: readonly Figure[], unit: Unit): readonly string[] {
  if (condition.of === undefined && figures.length === 0) return [];
  if (figures.length === 0) return meetsNothing(condition) ? [`${condition.text}: nothing is called ${condition.of ?? ""}, which counts as 0`] : [];
  const unknown = figures.filter(({ value }) => value === null);
  const met = figures.filter(({ value }) => value !== null && meets(value, condition));
  if (met.length > 0) {
    const more = met.length > MOST ? `, and ${formatCount(met.length - MOST)} more` : "";
    return [`${condition.text}: ${met.slice(0, MOST).map(({ name, value }) => `${name === undefined ? "" : `${name} `}${shown(value, unit)}`).join(", ")}${more}`];
  }
  return unknown.length > 0 ? [`${condition.text}: these logs do not tell ${condition.quantity}, and what cannot be judged does not pass`] : [];
}

/** A resource that nobody waited for is in no ranking: its figures are nothing. */
function meetsNothing(condition: Condition): boolean {
  return meets(0, condition);
}

function shown(value: Figure["value"], unit: Unit): string {
  if (typeof value !== "number") return value ?? "–";
  if (unit === "duration") return formatDuration(value);
  return unit === "share" ? `${(value * 100).toFixed(1)} %` : formatCount(value);
}
