import { formatInstant } from "../lib/instant.ts";
import type { Report } from "../model/report.ts";
import { join, say, type Sentence } from "./sentence.ts";

/** The window a timeline was limited to, and what that means for it; undefined: none. */
export function windowTold({ filter: { sinceUs, untilUs } }: Report): Sentence | undefined {
  const limits = [sinceUs === null ? [] : say`from ${formatInstant(sinceUs)}`, untilUs === null ? [] : say`until ${formatInstant(untilUs)}`].filter((limit) => limit.length > 0);
  return limits.length === 0 ? undefined : say`Instances with anything to tell ${join(limits, " ")}; each is told whole.`;
}
