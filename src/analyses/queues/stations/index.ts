import type { StationFinder } from "../station.ts";
import { buildSlots } from "./build-slots.ts";

/** Every place known where work may queue unseen. */
export const stationFinders: readonly StationFinder[] = [buildSlots];
