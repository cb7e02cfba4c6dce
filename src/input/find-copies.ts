import { readEach } from "./archive/pass-over.ts";
import type { InputFile } from "./input-file.ts";
import { readContent, readBeginnings, type Content } from "./content-digest.ts";

/** A file with its first lines, decompressed. */
interface Begun {
  readonly input: InputFile;
  readonly lines: readonly string[];
}

export interface Copy {
  /** The file that says it all. */
  readonly of: InputFile;
  /** That file goes on where this one ends. */
  readonly isBeginning: boolean;
}

/**
 * Characters that are compared of every file. Two lines with their stamps are about as long: files of one name that agree in as much may be one log wherever they
 * lie, shorter ones only where they lie beside one another.
 */
const BEGINNING = 256;

/**
 * Files that say byte for byte, once decompressed, what another of the same name says, or the beginning of it, whatever is put behind that name: a log beside its compressed copy, a folder
 * that was copied or collected twice, what logrotate's `copy` leaves. So do files that were unpacked from the archive that holds them, under any name. Of equal files the one counts whose host
 * is given, outside archives, the first in the order given. Files that the command line puts on different hosts are not copies, and logs of two hosts differ in their stamps.
 */
export async function findCopies(begun: readonly Begun[]): Promise<ReadonlyMap<InputFile, Copy>> {
  const pairs = pairsAlike(begun);
  const contents = await readEach([...new Set(pairs.flat())], readContent);
  const contentOf = (input: InputFile): Content => contents.get(input) ?? { length: 0, digest: "", marks: [] };
  const begins = await beginningsAmong(pairs.map(([a, b]) => (contentOf(a).length <= contentOf(b).length ? [a, b] : [b, a])), contentOf);
  return chooseOriginals(begun.map(({ input }) => input).filter((input) => contents.has(input)), begins, contentOf);
}

type Pair = readonly [InputFile, InputFile];

/** Files that may hold the same, as far as their names and first lines tell. Nearly all files begin like no other. */
function pairsAlike(begun: readonly Begun[]): readonly Pair[] {
  const groups = new Map<string, Begun[]>();
  for (const one of begun) {
    const beginning = startOf(one.lines, BEGINNING);
    const group = groups.get(beginning);
    if (group === undefined) groups.set(beginning, [one]);
    else group.push(one);
  }
  return [...groups].flatMap(([beginning, group]) =>
    group.flatMap((one, index) =>
      group
        .slice(index + 1)
        .filter((other) => mayBeSameLog(one.input, other.input, beginning.length === BEGINNING) && beginAlike(one.lines, other.lines))
        .map(({ input }): Pair => [one.input, input]),
    ),
  );
}

/** Its first characters, line by line: to join all lines of every file would take memory for nothing. */
function startOf(lines: readonly string[], length: number): string {
  let start = "";
  for (const line of lines) {
    if (start.length >= length) break;
    start += `${line.slice(0, length)}\n`;
  }
  return start.slice(0, length);
}

/** The last line of the shorter one may be cut. */
function beginAlike(a: readonly string[], b: readonly string[]): boolean {
  const last = Math.min(a.length, b.length) - 1;
  const [x, y] = [a[last] ?? "", b[last] ?? ""];
  return a.slice(0, last).every((line, index) => line === b[index]) && (x.startsWith(y) || y.startsWith(x));
}

function mayBeSameLog(a: InputFile, b: InputFile, isTelling: boolean): boolean {
  if (a.host !== undefined && b.host !== undefined && a.host !== b.host) return false;
  if (isUnpackedFrom(a, b) || isUnpackedFrom(b, a)) return true;
  const [lineage, other] = isTelling ? [nameOf(a.lineage), nameOf(b.lineage)] : [a.lineage, b.lineage];
  return isNamedAfter(lineage, other) || isNamedAfter(other, lineage);
}

/** `nova-compute.log.copy` lies beside `nova-compute.log`; one rotation set may hold a file twice under two numbers. */
function isNamedAfter(copy: string, lineage: string): boolean {
  return copy.startsWith(lineage) && !copy.includes("/", lineage.length);
}

function nameOf(lineage: string): string {
  return lineage.slice(lineage.lastIndexOf("/") + 1);
}

/** `logs/nova-compute.log` of an archive lies somewhere as `…/logs/nova-compute.log`. */
function isUnpackedFrom(file: InputFile, { lineage, member }: InputFile): boolean {
  if (file.member !== undefined || member === undefined) return false;
  return `/${file.lineage}`.endsWith(lineage.slice(member.archive.length));
}

/** Of pairs of which the first is not the longer one: the files that the second of a pair, by its whole content, begins with or equals. */
async function beginningsAmong(pairs: readonly Pair[], contentOf: (input: InputFile) => Content): Promise<ReadonlyMap<InputFile, ReadonlySet<InputFile>>> {
  const mayBegin = pairs.filter(([part, whole]) => {
    const { length, marks } = contentOf(part);
    return length > 0 && marks.every((mark, index) => mark === contentOf(whole).marks[index]);
  });
  const longer = mayBegin.filter(([part, whole]) => contentOf(part).length < contentOf(whole).length);
  const lengths = new Map<InputFile, Set<number>>();
  for (const [part, whole] of longer) lengths.set(whole, (lengths.get(whole) ?? new Set()).add(contentOf(part).length));
  const starts = await readEach([...lengths.keys()], (input, open) => readBeginnings(input, open, [...(lengths.get(input) ?? [])]));
  const begins = new Map<InputFile, Set<InputFile>>();
  const say = (part: InputFile, whole: InputFile): void => {
    begins.set(part, (begins.get(part) ?? new Set()).add(whole));
  };
  for (const [part, whole] of mayBegin) {
    const { length, digest } = contentOf(part);
    if (length === contentOf(whole).length) {
      if (digest !== contentOf(whole).digest) continue;
      say(whole, part);
      say(part, whole);
    } else if (starts.get(whole)?.get(length) === digest) say(part, whole);
  }
  return begins;
}

/** The longest of them; of equal ones those that lie beside a log that goes on, so that its rotation set stays together. */
function chooseOriginals(
  inputs: readonly InputFile[],
  begins: ReadonlyMap<InputFile, ReadonlySet<InputFile>>,
  contentOf: (input: InputFile) => Content,
): ReadonlyMap<InputFile, Copy> {
  const lengthOf = (input: InputFile): number => contentOf(input).length;
  const goOn = new Set([...begins].flatMap(([part, wholes]) => [...wholes].filter((whole) => lengthOf(whole) > lengthOf(part)).map(({ lineage }) => lineage)));
  const ranked = [...inputs].sort(
    (a, b) =>
      lengthOf(b) - lengthOf(a) ||
      Number(a.host === undefined) - Number(b.host === undefined) ||
      Number(a.member !== undefined) - Number(b.member !== undefined) ||
      Number(!goOn.has(a.lineage)) - Number(!goOn.has(b.lineage)),
  );
  const copies = new Map<InputFile, Copy>();
  const originals: InputFile[] = [];
  for (const input of ranked) {
    const wholes = begins.get(input);
    const of = wholes === undefined ? undefined : originals.find((other) => wholes.has(other));
    if (of === undefined) originals.push(input);
    else copies.set(input, { of, isBeginning: lengthOf(of) > lengthOf(input) });
  }
  return copies;
}
