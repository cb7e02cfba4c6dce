import { closeSync, fstatSync, openSync } from "node:fs";
import { fileNote, reasonOf, type FileNote } from "../file-note.ts";
import type { InputFile } from "../input-file.ts";
import { readHead, type Head } from "../read-head.ts";
import { rotationOf } from "../rotation.ts";
import { cursorOfFile, layersOf, type Cursor } from "./cursor.ts";
import type { Entries, Entry } from "./entry.ts";
import { createMeter, limitNote, LimitReached, LIMITS, nestedNote, tooMany, type Limits, type Meter } from "./limits.ts";
import { memberPath } from "./member-path.ts";
import { bytesOf, openContent } from "./open-content.ts";
import { isTar, TAR_BLOCK, tarEntries } from "./tar.ts";
import { isZip, zipEntries } from "./zip.ts";

export interface Listed<T> {
  /** In the order they are stored. */
  readonly members: readonly ListedMember<T>[];
  readonly notes: readonly FileNote[];
}

export interface ListedMember<T> {
  readonly input: InputFile;
  /** What was made of its head; undefined for an archive that holds nothing or is not opened. */
  readonly seen: T | undefined;
}

const BLOCK = 256 * 1024;

/**
 * Lists the files inside an archive, those of archives in it included, and shows the head of each to `look`, all in one reading. Undefined: the
 * file is no archive, or cannot be read.
 */
export async function listMembers<T>(file: InputFile, look: (input: InputFile, head: Head) => T, limits: Limits = LIMITS): Promise<Listed<T> | undefined> {
  const fd = openIfAny(file.location);
  if (fd === undefined) return undefined;
  try {
    const meter = createMeter(limits);
    const content = await openContent(cursorOfFile(fd, fstatSync(fd).size, meter, BLOCK), meter);
    try {
      const entries = await entriesIn(content.plain, meter);
      if (entries === undefined) return undefined;
      const notes: FileNote[] = [];
      const walk: Walk<T> = { file, look, meter, note: (note) => notes.push(note), entries: 0 };
      return { members: await membersOf(walk, entries, content.plain, file.path, 1), notes };
    } finally {
      await content.close();
    }
  } finally {
    closeSync(fd);
  }
}

function openIfAny(location: string): number | undefined {
  try {
    return openSync(location, "r");
  } catch {
    return undefined;
  }
}

/** Undefined: no archive. */
async function entriesIn(plain: Cursor, meter: Meter): Promise<Entries | undefined> {
  const start = await plain.peek(TAR_BLOCK);
  return isTar(start) ? tarEntries : isZip(start) ? zipEntries(meter) : undefined;
}

interface Walk<T> {
  readonly file: InputFile;
  readonly look: (input: InputFile, head: Head) => T;
  readonly meter: Meter;
  readonly note: (note: FileNote) => void;
  entries: number;
}

async function membersOf<T>(walk: Walk<T>, entries: Entries, archive: Cursor, path: string, depth: number): Promise<readonly ListedMember<T>[]> {
  const { note, meter } = walk;
  const paths = memberPaths<readonly ListedMember<T>[]>(path);
  let links = 0;
  const trouble = (reason: unknown): void => {
    const cause = archive.failure() ?? reason;
    note(cause instanceof LimitReached ? limitNote(path, cause) : damagedArchive(path, cause));
  };
  for await (const entry of entries(archive, trouble)) {
    if (walk.entries++ === meter.limits.entries) note(limitNote(path, tooMany(meter.limits)));
    if (walk.entries > meter.limits.entries) break;
    if (entry.kind === "link") links++;
    if (entry.content === undefined) {
      const left = LEFT_OUT[entry.kind];
      if (left !== undefined) note(fileNote(`${path}/${memberPath(entry.name)}`, left.code, left.severity, left.message, left.hint));
      continue;
    }
    const place = paths.placeOf(entry.name);
    if (place.taken) note(fileNote(place.path, "replaced-member", "info", "An archive holds a file twice under one name; the later one counts."));
    place.put(await membersIn(walk, entry, entry.content, place.path, depth));
  }
  if (links > 0) note(fileNote(path, "archive-links", "info", "Links inside an archive were not followed.", undefined, `${String(links)} links`));
  const members = paths.all().flat();
  if (members.length === 0 && walk.entries <= meter.limits.entries) note(fileNote(path, "empty-archive", "info", "An archive holds no files that can be read."));
  return members;
}

/** What is behind one entry: a file, or an archive with files of its own. */
async function membersIn<T>(walk: Walk<T>, entry: Entry, stored: Cursor, path: string, depth: number): Promise<readonly ListedMember<T>[]> {
  const { file, meter } = walk;
  const member = { archive: file.path, layers: layersOf(stored) };
  const input: InputFile = { path, location: file.location, host: file.host, ...rotationOf(path), bytes: entry.bytes, modifiedUs: entry.modifiedUs, member };
  const content = await openContent(stored, meter);
  try {
    const entries = await entriesIn(content.plain, meter);
    if (entries === undefined) {
      const head = await readHead(input, (_, note) => Promise.resolve(bytesOf(path, content, note)));
      return [{ input, seen: walk.look(input, head) }];
    }
    if (depth < meter.limits.depth) {
      const members = await membersOf(walk, entries, content.plain, path, depth + 1);
      if (members.length > 0) return members;
    } else walk.note(nestedNote(path));
    return [{ input, seen: undefined }];
  } finally {
    await content.close();
  }
}

/** What stands for a file in an archive and cannot be read, or is none. Folders and links are nothing to speak of. */
const LEFT_OUT: Readonly<Partial<Record<Entry["kind"], Pick<FileNote, "code" | "severity" | "message" | "hint">>>> = {
  special: { code: "special-file", severity: "info", message: "A pipe, socket or device was left out.", hint: undefined },
  sparse: {
    code: "sparse-member",
    severity: "warning",
    message: "A file with holes in an archive was left out.",
    hint: "Unpack the archive and give the folder, or pack it without --sparse.",
  },
  encrypted: {
    code: "encrypted-member",
    severity: "warning",
    message: "An encrypted file in an archive was left out.",
    hint: "Unpack the archive with its password and give the folder.",
  },
  "unknown-method": {
    code: "unknown-method",
    severity: "warning",
    message: "A file in an archive is compressed by a method that is not read here.",
    hint: "Unpack the archive and give the folder.",
  },
};

function damagedArchive(path: string, reason: unknown): FileNote {
  const message = "An archive is damaged or cut short; what can still be found in it was used.";
  return fileNote(path, "damaged-archive", "warning", message, "Copy it again, or make it anew.", reasonOf(reason));
}

interface Place<M> {
  readonly path: string;
  /** By another member of the same name. */
  readonly taken: boolean;
  readonly put: (members: M) => void;
}

/** Later members replace earlier ones of the same name, as unpacking would. Different names that look the same in reports get a number. */
function memberPaths<M>(archive: string): { readonly placeOf: (stored: string) => Place<M>; readonly all: () => readonly M[] } {
  const placed = new Map<string, { readonly stored: string; readonly members: M }>();
  return {
    placeOf: (stored) => {
      const plain = memberPath(stored);
      let name = plain;
      for (let number = 2; placed.has(name) && placed.get(name)?.stored !== stored; number++) name = `${plain} (${String(number)})`;
      return {
        path: `${archive}/${name}`,
        taken: placed.has(name),
        put: (members) => {
          placed.delete(name);
          placed.set(name, { stored, members });
        },
      };
    },
    all: () => [...placed.values()].map(({ members }) => members),
  };
}
