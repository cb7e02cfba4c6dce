import { constants, openSync, type BigIntStats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { TraceRankError } from "../model/error.ts";
import { fileNote, reasonOf, unreadable, type FileNote } from "./file-note.ts";
import type { InputFile } from "./input-file.ts";
import { rotationOf } from "./rotation.ts";
import { spool } from "./spool.ts";

export interface Found {
  /** In order of path, each file once: the order of arguments and of directories plays no part. */
  readonly inputs: readonly InputFile[];
  readonly notes: readonly FileNote[];
}

/** One way by which a file was reached. */
interface Reached {
  readonly input: InputFile;
  /** Device and inode: two ways to one file are equal in this. */
  readonly identity: string;
  readonly bySymlink: boolean;
}

/** What a search gathers as it goes. */
interface Search {
  readonly reached: Reached[];
  readonly notes: FileNote[];
  /** Opened only when asked for. */
  readonly stdin: () => Readable;
}

/**
 * Lists the files behind the arguments: files, folders (with all below), `HOST=PATH`, `-` for standard input. What can be read only once
 * (standard input, a named pipe given by name) is copied to a temporary file first; `disposeInputs` removes it.
 *
 * @throws TraceRankError `no-such-path` for an argument that names nothing.
 */
export async function findInputs(paths: readonly string[], stdin?: Readable): Promise<Found> {
  const search: Search = { reached: [], notes: [], stdin: () => stdin ?? process.stdin };
  for (const argument of paths) {
    const { host, path } = await splitHost(argument);
    await reachArgument(search, host, path);
  }
  const notes = search.notes.sort((a, b) => order(a.file, b.file));
  return { inputs: onceEach(search.reached), notes: notes.filter((note, at) => !isRepeat(note, notes[at - 1])) };
}

/** `compute1=logs/compute1`: a host name before the first `=`. */
const HOST_AND_PATH = /^([A-Z0-9][\w.-]*)=(.+)$/i;

async function splitHost(argument: string): Promise<{ readonly host: string | undefined; readonly path: string }> {
  const match = HOST_AND_PATH.exec(argument);
  if (match === null || (await statOf(argument)) !== undefined) return { host: undefined, path: argument };
  return { host: match[1], path: match[2] ?? "" };
}

async function reachArgument(search: Search, host: string | undefined, path: string): Promise<void> {
  if (path === "-") {
    await reachStream(search, host, "(stdin)", search.stdin);
    return;
  }
  const stats = await statOf(path);
  if (stats === undefined) {
    throw new TraceRankError(
      "no-such-path",
      `No such file or folder: ${path}`,
      "Give log files, folders with log files, HOST=PATH, or - for standard input; trace-rank --help lists the commands.",
    );
  }
  const shown = path.length > 1 ? path.replace(/(?<!\/)\/+$/, "") : path;
  if (stats instanceof Error) search.notes.push(unreadable(shown, stats));
  else if (stats.isDirectory()) await walk(search, host, shown);
  else if (stats.isFIFO()) await reachStream(search, host, shown, () => openPipe(path));
  else reachEntry(search, host, shown, stats, false);
}

async function reachStream(search: Search, host: string | undefined, shown: string, open: () => Readable): Promise<void> {
  if (search.reached.some(({ input }) => input.path === shown)) return;
  try {
    const { location, bytes } = await spool(open());
    const input: InputFile = { path: shown, location, host, lineage: shown, rotation: 0, bytes, modifiedUs: undefined };
    search.reached.push({ input, identity: shown, bySymlink: false });
  } catch (error) {
    search.notes.push(unreadable(shown, error));
  }
}

/**
 * Waits for its writer in the event loop. As a file it would wait in a thread, which nothing can stop, and the exit of the process waits for
 * its threads.
 */
function openPipe(path: string): Readable {
  return new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
}

interface Folder {
  readonly path: string;
  readonly bySymlink: boolean;
}

/** Real folders first, so that a file is listed under its own name and not under a link's. Each folder is entered once, so loops end. */
async function walk(search: Search, host: string | undefined, root: string): Promise<void> {
  const entered = new Set<string>();
  const folders: Folder[] = [{ path: root, bySymlink: false }];
  const linked: Folder[] = [];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift() ?? linked.shift()) {
    const own = await statOf(folder.path);
    if (own === undefined || own instanceof Error) {
      search.notes.push(unreadable(folder.path, own));
      continue;
    }
    if (entered.has(identityOf(own))) continue;
    entered.add(identityOf(own));
    for (const entry of await entriesOf(search, folder.path)) {
      const path = `${folder.path === "/" ? "" : folder.path}/${entry.name}`;
      const bySymlink = folder.bySymlink || entry.isSymbolicLink();
      const stats = await statOf(path);
      if (stats === undefined && entry.isSymbolicLink()) {
        search.notes.push(fileNote(path, "broken-link", "info", "A symbolic link leads nowhere."));
      } else if (stats === undefined || stats instanceof Error) search.notes.push(unreadable(path, stats));
      else if (stats.isDirectory()) (bySymlink ? linked : folders).push({ path, bySymlink });
      else reachEntry(search, host, path, stats, bySymlink);
    }
  }
}

async function entriesOf(search: Search, folder: string): Promise<readonly { readonly name: string; isSymbolicLink(): boolean }[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => order(a.name, b.name));
  } catch (error) {
    search.notes.push(unreadable(folder, error));
    return [];
  }
}

function reachEntry(search: Search, host: string | undefined, path: string, stats: BigIntStats, bySymlink: boolean): void {
  if (!stats.isFile()) {
    search.notes.push(fileNote(path, "special-file", "info", "A pipe, socket or device was left out.", "To read a pipe, name it on the command line."));
    return;
  }
  const { lineage, rotation } = rotationOf(path);
  const modifiedUs = Number(stats.mtimeNs / 1000n);
  const input: InputFile = { path, location: path, host, lineage, rotation, bytes: Number(stats.size), modifiedUs };
  search.reached.push({ input, identity: identityOf(stats), bySymlink });
}

/** Undefined: there is nothing of that name. An error: there may be, but it cannot be looked at. */
async function statOf(path: string): Promise<BigIntStats | Error | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === "ENOENT" || reason === "ENOTDIR" || reason === "ELOOP") return undefined;
    return error instanceof Error ? error : new Error(reason);
  }
}

function identityOf(stats: BigIntStats): string {
  return `${String(stats.dev)}:${String(stats.ino)}`;
}

/** Of several ways to one file: the one that names its host, the one without links, the first by name. */
function onceEach(reached: readonly Reached[]): readonly InputFile[] {
  const best = new Map<string, Reached>();
  for (const way of reached) {
    const known = best.get(way.identity);
    if (known === undefined || preference(way, known) < 0) best.set(way.identity, way);
  }
  return [...best.values()].map(({ input }) => input).sort((a, b) => order(a.path, b.path));
}

function preference(a: Reached, b: Reached): number {
  return (
    Number(a.input.host === undefined) - Number(b.input.host === undefined) ||
    Number(a.bySymlink) - Number(b.bySymlink) ||
    order(a.input.path, b.input.path) ||
    order(a.input.host ?? "", b.input.host ?? "")
  );
}

function isRepeat(note: FileNote, before: FileNote | undefined): boolean {
  return before?.file === note.file && before.code === note.code;
}

/** By code unit: the same on every machine. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
