import { openRules, type RuleIndex } from "./rules.ts";

/** What the next file of a rotation set has to know of those before. */
export interface Memory {
  readonly format: typeof FORMAT;
  /** Whoever wrote one of them wrote the next: how often each service seemed to. */
  readonly votes: ReadonlyMap<string, number>;
  /** The rules with what they remember: commands that run, locks that are held, requests that are served. */
  readonly rules: RuleIndex;
}

const FORMAT = "oslo-log";

/** Nothing yet, unless the file before was of this format. */
export function memoryFrom(memory: unknown): Memory {
  return isMemory(memory) ? memory : { format: FORMAT, votes: new Map(), rules: openRules() };
}

function isMemory(memory: unknown): memory is Memory {
  return typeof memory === "object" && memory !== null && "format" in memory && memory.format === FORMAT;
}
