import { formatDuration } from "../lib/duration.ts";
import { formatInstant } from "../lib/instant.ts";
import { countOf, formatCount } from "../lib/quantity.ts";
import type { Derivation, ExplainedWait, Explanation } from "../model/explanation.ts";
import type { Evidence } from "../model/evidence.ts";
import { titleOf } from "./hotspot-detail.ts";
import { join, logged, say, type Fact, type Sentence } from "./sentence.ts";

/** How a hotspot's number comes about, in the order in which one would check it. */
export interface DerivationTold {
  readonly title: Sentence;
  /** What shows that there is such a resource, where no log line names it. */
  readonly claim: Sentence | undefined;
  /** One addend a line, then the sum. */
  readonly sum: readonly Addend[];
  readonly notes: readonly Sentence[];
  readonly waits: readonly WaitTold[];
  /** What is left out of `waits`; undefined: nothing. */
  readonly rest: Sentence | undefined;
}

interface Addend {
  readonly value: string;
  readonly what: Sentence;
}

interface WaitTold {
  readonly title: Sentence;
  readonly facts: readonly Fact[];
  readonly evidence: readonly Evidence[];
}

const WORDS: Readonly<Record<Derivation, (count: number) => string>> = {
  stated: (count) => `${countOf(count, "wait")} that a line states`,
  "between-lines": (count) => `${countOf(count, "wait")} between a line that asks and the one that tells when it was got`,
  inferred: (count) => `${countOf(count, "wait")} between arriving and going on, which no line calls a wait`,
  event: (count) => `${countOf(count, "wait")} blocked until an event came`,
  uncontended: (count) => `${countOf(count, "acquisition")} too short to count as a wait`,
  counted: (count) => `${countOf(count, "acquisition")} known as a sum only`,
};

export function derivationOf(explanation: Explanation, top: number): DerivationTold {
  const { hotspot, parts, waits, unlisted, unknownWaits } = explanation;
  const shown = waits.slice(0, top);
  const left = [...waits.slice(top).map(({ waitUs }) => waitUs), unlisted.totalUs].reduce((sum, us) => sum + us, 0);
  const number = waits.length - shown.length + unlisted.count;
  return {
    title: say`${titleOf(hotspot)}: ${formatDuration(hotspot.waitUs.total)} of waiting`,
    claim: hotspot.inferred ? claimOf(explanation) : undefined,
    sum: [
      ...parts.map(({ how, count, totalUs }) => ({ value: formatDuration(totalUs), what: say`${WORDS[how](count)}` })),
      { value: formatDuration(hotspot.waitUs.total), what: say`in all, as ranked` },
    ],
    notes: unknownWaits === 0 ? [] : [say`Of ${countOf(unknownWaits, "further acquisition")} no line tells how long they waited: they are in no sum.`],
    waits: shown.map(waitTold),
    rest:
      number === 0
        ? undefined
        : say`${countOf(number, "shorter wait")}, ${formatDuration(left)} in all, left out${waits.length === shown.length ? "" : `; --top ${waits.length} shows ${unlisted.count === 0 ? "all" : formatCount(waits.length)}`}`,
  };
}

function claimOf({ hotspot: { kind, basis, option, permits } }: Explanation): Sentence {
  const size = permits === null ? [] : say`${formatCount(permits)} at a time`;
  const setting = option === null ? [] : say`set by ${logged(option)}`;
  return say`${kind === "lock" ? "No log line tells how long it was waited for" : "No log line names it"}: ${join([basis === null ? [] : say`${basis}`, size, setting], "; ")}.`;
}

function waitTold({ waiter, instance, role, startUs, endUs, waitUs, reason, holders, evidence }: ExplainedWait): WaitTold {
  const whose = instance === null || instance === waiter ? [] : say` for ${logged(instance)}`;
  const held = holders.map(({ name, us }) => say`${logged(name)} ${formatDuration(us)}`);
  const facts: Fact[] = [
    { label: "from", text: say`${formatInstant(startUs)} to ${formatInstant(endUs)}` },
    { label: "because", text: say`${reason}` },
    ...(held.length === 0 ? [] : [{ label: "held by", text: join(held, "; ") }]),
  ];
  return { title: say`${formatDuration(waitUs)}: ${logged(waiter)}${whose} (${role === "background" ? "background work" : role})`, facts, evidence };
}
