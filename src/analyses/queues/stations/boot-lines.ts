import type { OwnLine, TracedInstance } from "../../../model/trace.ts";

/** What services wrote of a boot. What a client saw of it (`phases`), it saw later than it was. */
export function bootLines({ ownLines }: TracedInstance): readonly OwnLine[] {
  return ownLines().filter(({ role, service }) => role === "boot" && service !== "phases");
}
