import type { Interval } from "../lib/intervals.ts";
import type { Acquisition } from "../model/trace.ts";
import type { Pool } from "./pool.ts";

/** A place where everyone found room, as a pool of as many permits as were taken at once. */
export interface RoomyPlace {
  readonly pool: Pool;
  readonly acquisitions: readonly Acquisition[];
}

/** Places where everyone found room, by what passed them in a stretch. */
export type RoomyIn = (stretch: Interval) => readonly RoomyPlace[];
