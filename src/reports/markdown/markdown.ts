import type { ReportFormat } from "../format.ts";
import { renderRank } from "./rank.ts";
import { renderTimeline } from "./timeline.ts";
import { renderWhy } from "./why.ts";

export const markdownFormat = {
  rank: renderRank,
  timeline: renderTimeline,
  why: renderWhy,
} satisfies ReportFormat;
