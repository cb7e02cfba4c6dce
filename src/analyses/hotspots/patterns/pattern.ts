import type { Hotspot } from "../../../model/hotspot.ts";
import type { Acquisition } from "../../../model/trace.ts";
import { nameOfTaker } from "../../names.ts";
import type { Study } from "../../study.ts";
import type { Quoteless } from "../../quoteless.ts";
import type { LockPassages } from "../lock-passages.ts";

type FoundPattern = Quoteless<Hotspot>["patterns"][number];

/** A habit that makes a resource worse than its holds alone: told of one class, given the passages through each of its individual locks. */
export type PatternFinder = (locks: readonly LockPassages[], study: Study) => FoundPattern | undefined;

/** What took it, unless that is only called as the lock itself: a traced one is called by the function that takes it. */
export function takerOr(acquisition: Acquisition, otherwise: string): string {
  const taker = nameOfTaker(acquisition);
  return taker === acquisition.resourceClass ? otherwise : taker;
}

/** Places quoted of one pattern. */
export const PLACES = 3;

/** Waiting below this is not worth a pattern, µs. */
export const LEAST_COST_US = 100_000;
