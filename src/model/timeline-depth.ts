/** How much of each boot's timeline a report tells: every step, or those only that no evidence covers, for one that shows no other. */
export type TimelineDepth = "steps" | "gaps";
