import type { Analysis } from "./analysis.ts";
import { blindSpots } from "./blind-spots/blind-spots.ts";
import { gauges } from "./gauges.ts";
import { hotspots } from "./hotspots/hotspots.ts";
import { runSummary } from "./run-summary.ts";
import { timelines } from "./timelines/timelines.ts";

/** Every analysis; each fills its part of the report. */
export const analyses: readonly Analysis[] = [runSummary, timelines, hotspots, gauges, blindSpots];
