import { ascending, descending, max, min, sum } from "d3-array";
import { inWhole } from "../../lib/in-whole.ts";
import { accumulated, countOver } from "../../lib/integral.ts";
import type { Hotspot } from "../../model/hotspot.ts";
import type { Acquisition } from "../../model/trace.ts";
import { waitsByLock } from "../blame.ts";
import type { Study } from "../study.ts";
import { add, type Tally } from "./tally.ts";

/** Kinds of work listed; the rest is one more. */
const LISTED = 10;

type HeldFor = Hotspot["heldFor"];

/** What holders did while these waited for them, by the waiting it caused, worst first. Sums to what is attributed to known holds. */
export function heldFor(waits: readonly Acquisition[], attributedUs: number, { blaming, doing }: Study): HeldFor {
  if (attributedUs === 0) return [];
  const caused: Tally = new Map();
  for (const [identity, own] of waitsByLock(waits)) {
    const burden = blaming.burden(identity, countOver(own));
    const range = { startUs: min(own, ({ startUs }) => startUs) ?? 0, endUs: max(own, ({ endUs }) => endUs) ?? 0 };
    for (const held of blaming.holdsIn(identity, range)) {
      if (accumulated(burden, held.startUs, held.endUs) <= 0) continue;
      for (const { name, startUs, endUs } of doing(held)) add(caused, name, accumulated(burden, startUs, endUs));
    }
  }
  const named = [...caused].map(([name, { us }]) => ({ name, us })).filter(({ us }) => us > 0).sort((a, b) => descending(a.us, b.us) || ascending(a.name, b.name));
  const rest = named.slice(LISTED);
  const listed = rest.length === 0 ? named : [...named.slice(0, LISTED), { name: "other work", us: sum(rest, ({ us }) => us) }];
  const whole = inWhole(listed.map(({ us }) => us), attributedUs);
  return listed.map(({ name }, index) => ({ name, waitCausedUs: whole[index] ?? 0 })).filter(({ waitCausedUs }) => waitCausedUs > 0);
}
