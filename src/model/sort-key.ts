/** What hotspots are ranked by; each but `count` a time. */
export const sortKeys = ["wait", "total", "max", "count", "delete"] as const;
export type SortKey = (typeof sortKeys)[number];
