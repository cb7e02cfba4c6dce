import { GRIZZLY_STUDY } from "./grizzly-study.ts";
import { MIXED } from "./mixed.ts";
import type { Scenario } from "./scenario.ts";
import { SINGLE } from "./single.ts";
import { STOCK } from "./stock.ts";

/** Every experiment, by name. */
export const scenarios: readonly Scenario[] = [STOCK, ...SINGLE, ...MIXED, ...GRIZZLY_STUDY];
