import { listMembers, type ListedMember } from "./archive/list-members.ts";
import type { FileNote } from "./file-note.ts";
import type { InputFile } from "./input-file.ts";
import { readHead, type Head } from "./read-head.ts";

export interface Heads<T> {
  /** In order of path. Archives are replaced by the files in them. */
  readonly heads: readonly ListedMember<T>[];
  readonly notes: readonly FileNote[];
}

/** Files opened at a time. */
const AT_ONCE = 16;

/** Shows the beginning of each file to `look`, and opens the archives among them: each is read once for the heads of all its files. */
export async function readHeads<T>(files: readonly InputFile[], look: (input: InputFile, head: Head) => T): Promise<Heads<T>> {
  const heads: ListedMember<T>[] = [];
  const notes: FileNote[] = [];
  for (let from = 0; from < files.length; from += AT_ONCE) {
    await Promise.all(
      files.slice(from, from + AT_ONCE).map(async (file) => {
        const archive = await listMembers(file, look);
        if (archive === undefined) heads.push({ input: file, seen: look(file, await readHead(file)) });
        else if (archive.members.length === 0) heads.push({ input: file, seen: undefined });
        else for (const member of archive.members) heads.push(member);
        archive?.notes.forEach((note) => notes.push(note));
      }),
    );
  }
  return { heads: heads.sort((a, b) => (a.input.path < b.input.path ? -1 : a.input.path > b.input.path ? 1 : 0)), notes };
}
