import type { ReportFormat } from "../format.ts";
import { renderDiff } from "./diff.ts";
import { renderRank, renderTimeline } from "./rank.ts";
import { renderWhy } from "./why.ts";

/** One file that opens from a disk: no network, readable without scripts and better with them. */
export const htmlFormat = {
  rank: renderRank,
  timeline: renderTimeline,
  why: renderWhy,
  diff: renderDiff,
} satisfies ReportFormat;
