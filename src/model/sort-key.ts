/** What hotspots are ranked by; each but `count` a time. */
export const sortKeys = ["wait", "total", "max", "count", "delete", "saved"] as const;
export type SortKey = (typeof sortKeys)[number];
