import type { Scenario } from "./scenario.ts";
import { STOCK } from "./stock.ts";

/** Every experiment, by name. */
export const scenarios: readonly Scenario[] = [STOCK];
