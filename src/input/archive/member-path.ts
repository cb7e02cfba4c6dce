/** Longest path that Linux takes. */
const MOST_CHARACTERS = 4096;

/**
 * What a member is called in reports, below its archive. Nothing is ever opened by it; it serves to tell folders apart and to know rotated files,
 * so it leads nowhere but down.
 */
export function memberPath(stored: string): string {
  const parts = stored.slice(-MOST_CHARACTERS).split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.length === 0 ? "(unnamed)" : parts.join("/");
}
