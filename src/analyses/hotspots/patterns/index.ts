import { convoy } from "./convoy.ts";
import { deadlockSuspect } from "./deadlock-suspect.ts";
import type { PatternFinder } from "./pattern.ts";
import { redundantHolds } from "./redundant-holds.ts";
import { unfairHandOff } from "./unfair-hand-off.ts";

/** Every habit that is looked for. */
export const patternFinders: readonly PatternFinder[] = [convoy, unfairHandOff, redundantHolds, deadlockSuspect];
