/** A share as reports tell it: to the hundredth of a percent. */
export function roundShare(share: number): number {
  return Math.round(share * 1e4) / 1e4;
}
