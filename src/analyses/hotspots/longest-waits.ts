import type { Acquisition } from "../../model/trace.ts";

/** The longest of some waits, longest first, as equal ones stand in the logs. In one pass: few are wanted of very many. */
export function longestWaits(waits: readonly Acquisition[], number: number): readonly Acquisition[] {
  const longest: Acquisition[] = [];
  for (const wait of waits) {
    const last = longest.at(-1);
    if (longest.length === number && last !== undefined && !comesBefore(wait, last)) continue;
    let at = longest.length;
    for (let before = longest[at - 1]; before !== undefined && comesBefore(wait, before); before = longest[at - 1]) at--;
    longest.splice(at, 0, wait);
    if (longest.length > number) longest.pop();
  }
  return longest;
}

function comesBefore(a: Acquisition, b: Acquisition): boolean {
  const byUs = (b.waitUs ?? 0) - (a.waitUs ?? 0);
  if (byUs !== 0) return byUs < 0;
  return a.place.source === b.place.source ? a.place.line < b.place.line : a.place.source < b.place.source;
}
