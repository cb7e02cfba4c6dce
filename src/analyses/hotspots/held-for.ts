import { ascending, descending, sum } from "d3-array";
import { inWhole } from "../../lib/in-whole.ts";
import { accumulator } from "../../lib/integral.ts";
import type { Hotspot } from "../../model/hotspot.ts";
import type { Caused } from "../blame.ts";
import type { Study } from "../study.ts";
import { add, type Tally } from "./tally.ts";

/** Kinds of work listed; the rest is one more. */
const LISTED = 10;

type HeldFor = Hotspot["heldFor"];

/** What holders of these locks did while others waited for them, by the waiting it caused, worst first. Sums to what is attributed to known holds. */
export function heldFor(causes: readonly Caused[], attributedUs: number, { doing }: Study): HeldFor {
  if (attributedUs === 0) return [];
  const caused: Tally = new Map();
  for (const { holds, blocked, burden, us } of causes) {
    const borneUs = accumulator(burden);
    holds.forEach((held, index) => {
      if ((us[index] ?? 0) <= 0) return;
      for (const { name, startUs, endUs } of doing(held, blocked[index])) add(caused, name, borneUs(startUs, endUs));
    });
  }
  const named = [...caused].map(([name, { us }]) => ({ name, us })).filter(({ us }) => us > 0).sort((a, b) => descending(a.us, b.us) || ascending(a.name, b.name));
  const rest = named.slice(LISTED);
  const listed = rest.length === 0 ? named : [...named.slice(0, LISTED), { name: "other work", us: sum(rest, ({ us }) => us) }];
  const whole = inWhole(listed.map(({ us }) => us), attributedUs);
  return listed.map(({ name }, index) => ({ name, waitCausedUs: whole[index] ?? 0 })).filter(({ waitCausedUs }) => waitCausedUs > 0);
}
