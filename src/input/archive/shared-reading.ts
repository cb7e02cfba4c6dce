import type { InputFile } from "../input-file.ts";

/** Equal for files that are best read in one go: members of one archive that can only be read from its start on. Undefined: read it by itself. */
export function sharedReading({ location, member }: InputFile): string | undefined {
  const [first, ...inner] = member?.layers ?? [];
  return first === undefined || inner.length === 0 ? undefined : `${String(first.from)} ${location}`;
}
