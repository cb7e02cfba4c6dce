import { descending, sum } from "d3-array";

/** Whole parts in the proportion of these, in their order, which sum to `total`: what rounding leaves goes to the largest remainders. */
export function inWhole(parts: readonly number[], total: number): readonly number[] {
  const all = sum(parts);
  if (all <= 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / all) * total);
  const whole = exact.map(Math.floor);
  const left = total - sum(whole);
  const byRemainder = exact.map((value, index) => ({ index, remainder: value - Math.floor(value) })).sort((a, b) => descending(a.remainder, b.remainder) || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}
