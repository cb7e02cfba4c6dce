import type { ReportFormat } from "../format.ts";
import { renderDiff } from "./diff.ts";
import { renderRank } from "./rank.ts";
import { renderTimeline } from "./timeline.ts";
import { renderWhy } from "./why.ts";

export const terminalFormat = {
  rank: renderRank,
  timeline: renderTimeline,
  why: renderWhy,
  diff: renderDiff,
} satisfies ReportFormat;
