import type { ReportFormat } from "../format.ts";
import { renderRank } from "./rank.ts";
import { renderTimeline } from "./timeline.ts";
import { renderWhy } from "./why.ts";

export const terminalFormat: ReportFormat = {
  id: "terminal",
  title: "text for a terminal",
  rank: renderRank,
  timeline: renderTimeline,
  why: renderWhy,
};
