import { createHash } from "node:crypto";
import { readEach } from "./archive/pass-over.ts";
import type { InputFile } from "./input-file.ts";
import type { Open } from "./bytes.ts";

/** A file with its first lines, decompressed. */
interface Begun {
  readonly input: InputFile;
  readonly lines: readonly string[];
}

/** Files that begin with the same lines are compared whole. */
const LINES_COMPARED = 50;

/**
 * Files that say byte for byte, once decompressed, what another of the same name says, whatever is put behind that (a log beside its compressed copy), or what was
 * unpacked from the archive that holds them, with the file they copy: the first in the order given, files outside archives before members. Equal files
 * elsewhere may be two hosts', and files that the command line puts on different hosts are.
 */
export async function findCopies(begun: readonly Begun[]): Promise<ReadonlyMap<InputFile, InputFile>> {
  const alike = new Map<string, InputFile[]>();
  for (const { input, lines } of begun) {
    const beginning = `${input.host ?? ""}\n${lines.slice(0, LINES_COMPARED).join("\n")}`;
    const list = alike.get(beginning);
    if (list === undefined) alike.set(beginning, [input]);
    else list.push(input);
  }
  const compared = [...alike.values()].flatMap((inputs) => inputs.filter((input) => inputs.some((other) => other !== input && isSameLog(input, other))));
  const contents = await readEach(compared, digest);
  const originals = new Map<string, InputFile[]>();
  const copies = new Map<InputFile, InputFile>();
  for (const input of [...compared.filter(({ member }) => member === undefined), ...compared.filter(({ member }) => member !== undefined)]) {
    const content = contents.get(input) ?? "";
    const equal = originals.get(content) ?? [];
    const original = equal.find((other) => isSameLog(input, other));
    if (original === undefined) originals.set(content, [...equal, input]);
    else copies.set(input, original);
  }
  return copies;
}

function isSameLog(a: InputFile, b: InputFile): boolean {
  return a.host === b.host && (isNamedAfter(a, b) || isNamedAfter(b, a) || isUnpackedFrom(a, b) || isUnpackedFrom(b, a));
}

/** `nova-compute.log.copy` lies beside `nova-compute.log`; one rotation set may hold a file twice under two numbers. */
function isNamedAfter(copy: InputFile, { lineage }: InputFile): boolean {
  return copy.lineage.startsWith(lineage) && !copy.lineage.includes("/", lineage.length);
}

/** `logs/nova-compute.log` of an archive lies somewhere as `…/logs/nova-compute.log`. */
function isUnpackedFrom(file: InputFile, { lineage, member }: InputFile): boolean {
  if (file.member !== undefined || member === undefined) return false;
  return `/${file.lineage}`.endsWith(lineage.slice(member.archive.length));
}

async function digest(input: InputFile, open: Open): Promise<string> {
  const hash = createHash("sha256");
  // What cannot be read to its end is told when its lines are read.
  const { blocks } = await open(input, () => undefined);
  for await (const block of blocks) hash.update(block);
  return hash.digest("hex");
}
