import { bitReader, type BitReader } from "./bit-reader.ts";

/**
 * Decompresses bzip2 data of one or more streams, one block (at most 900 kB before its run-length stage, so at most 46 MB) at a
 * time. A block is given out only after its checksum was found right; the arrays given out are never written again. Throws
 * an Error at the first damaged or missing block.
 *
 * Format: Julian Seward's bzip2 1.0.8 (decompress.c), of which no maintained JavaScript port streams. The "randomised" blocks that
 * only versions before 0.9.5 wrote are refused.
 */
export function* bunzip2(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  const bits = bitReader(chunks);
  while (!bits.atEnd()) yield* oneStream(bits);
}

const BLOCK_MAGIC = "314159265359";
const END_MAGIC = "177245385090";
/** Symbols are coded in groups of this many, each group with its own table. */
const GROUP_SIZE = 50;
const MAX_CODE_BITS = 20;
/** Codes up to this long are found by one look into a table. */
const FAST_BITS = 10;

function* oneStream(bits: BitReader): Generator<Uint8Array> {
  if (bits.read(24) !== 0x425a68) throw new Error("not bzip2 data"); // "BZh"
  const level = bits.read(8) - 0x30;
  if (level < 1 || level > 9) throw new Error("not bzip2 data");
  const links = new Uint32Array(level * 100_000);
  let streamCrc = 0;
  for (;;) {
    const magic = hex48(bits);
    const crc = read32(bits);
    if (magic === END_MAGIC) {
      if (crc !== streamCrc) throw new Error("stream checksum differs");
      bits.align();
      return;
    }
    if (magic !== BLOCK_MAGIC) throw new Error("block header damaged");
    const block = oneBlock(bits, links);
    if (block.crc !== crc) throw new Error("block checksum differs");
    streamCrc = (((streamCrc << 1) | (streamCrc >>> 31)) ^ crc) >>> 0;
    yield block.bytes;
  }
}

function hex48(bits: BitReader): string {
  return bits.read(24).toString(16).padStart(6, "0") + bits.read(24).toString(16).padStart(6, "0");
}

function read32(bits: BitReader): number {
  return ((bits.read(16) << 16) | bits.read(16)) >>> 0;
}

function oneBlock(bits: BitReader, links: Uint32Array): { readonly bytes: Uint8Array; readonly crc: number } {
  if (bits.read(1) === 1) throw new Error("randomised block, written by bzip2 before 0.9.5");
  const origin = bits.read(24);
  const alphabet = readAlphabet(bits);
  const tables = readTables(bits, alphabet.length + 2);
  const length = readSymbols(bits, alphabet, tables, links);
  if (origin >= length) throw new Error("block origin out of range");
  return expandRuns(links, length, origin);
}

/** The byte values that occur in the block. */
function readAlphabet(bits: BitReader): Uint8Array {
  const rows = bits.read(16);
  const bytes: number[] = [];
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >>> row)) === 0) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++) if ((columns & (0x8000 >>> column)) !== 0) bytes.push(row * 16 + column);
  }
  if (bytes.length === 0) throw new Error("block without bytes");
  return Uint8Array.from(bytes);
}

/** A canonical Huffman code. */
interface CodeTable {
  /** Indexed by the next FAST_BITS bits: symbol << 5 | length of its code; 0 where the code is longer. */
  readonly fast: Uint16Array;
  /** Indexed by length: one more than the last code of that length, left-aligned to MAX_CODE_BITS. */
  readonly limit: Uint32Array;
  /** Indexed by length: what to add to a code of that length to get the index of its symbol. */
  readonly base: Int32Array;
  readonly symbols: Uint16Array;
}

interface CodeTables {
  readonly tables: readonly CodeTable[];
  /** Which table each group uses. */
  readonly selectors: Uint8Array;
}

function readTables(bits: BitReader, symbolCount: number): CodeTables {
  const count = bits.read(3);
  if (count < 2 || count > 6) throw new Error("number of code tables out of range");
  const selectors = new Uint8Array(bits.read(15));
  if (selectors.length === 0) throw new Error("no selectors");
  const recent = Uint8Array.from({ length: count }, (_, index) => index);
  for (let at = 0; at < selectors.length; at++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= count) throw new Error("selector out of range");
    selectors[at] = moveToFront(recent, place);
  }
  return { tables: Array.from({ length: count }, () => codeTable(readLengths(bits, symbolCount))), selectors };
}

function readLengths(bits: BitReader, symbolCount: number): Uint8Array {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
    if (length < 1 || length > MAX_CODE_BITS) throw new Error("code length out of range");
    lengths[symbol] = length;
  }
  return lengths;
}

function codeTable(lengths: Uint8Array): CodeTable {
  const fast = new Uint16Array(1 << FAST_BITS);
  const limit = new Uint32Array(MAX_CODE_BITS + 1);
  const base = new Int32Array(MAX_CODE_BITS + 1);
  const symbols = new Uint16Array(lengths.length);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    code <<= 1;
    base[length] = index - code;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      symbols[index++] = symbol;
      if (length <= FAST_BITS) {
        const from = code << (FAST_BITS - length);
        fast.fill((symbol << 5) | length, from, from + (1 << (FAST_BITS - length)));
      }
      code++;
    }
    limit[length] = code << (MAX_CODE_BITS - length);
  }
  return { fast, limit, base, symbols };
}

function readSymbol(bits: BitReader, table: CodeTable): number {
  const found = table.fast[bits.peek(FAST_BITS)] ?? 0;
  if (found !== 0) {
    bits.skip(found & 31);
    return found >>> 5;
  }
  const ahead = bits.peek(MAX_CODE_BITS);
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    if (ahead >= (table.limit[length] ?? 0)) continue;
    bits.skip(length);
    return table.symbols[(ahead >>> (MAX_CODE_BITS - length)) + (table.base[length] ?? 0)] ?? 0;
  }
  throw new Error("code out of range");
}

/**
 * Undoes Huffman, zero-run and move-to-front coding. Leaves the block in `links`: byte i in the low 8 bits of entry i, and above it the
 * place of the byte that follows it in the text (inverse Burrows–Wheeler transform). Returns the number of bytes.
 */
function readSymbols(bits: BitReader, alphabet: Uint8Array, { tables, selectors }: CodeTables, links: Uint32Array): number {
  const recent = Uint8Array.from(alphabet);
  const endSymbol = alphabet.length + 1;
  const counts = new Uint32Array(256);
  let length = 0;
  let group = 0;
  let leftInGroup = 0;
  let table = tables[0];
  let run = 0;
  let runWeight = 1;
  for (;;) {
    if (leftInGroup === 0) {
      table = tables[selectors[group++] ?? 6];
      leftInGroup = GROUP_SIZE;
    }
    if (table === undefined) throw new Error("more symbols than selectors");
    leftInGroup--;
    const symbol = readSymbol(bits, table);
    if (symbol < 2) {
      run += runWeight << symbol;
      runWeight <<= 1;
      if (run > links.length) throw new Error("block too long");
      continue;
    }
    if (run > 0) {
      const byte = recent[0] ?? 0;
      if (length + run > links.length) throw new Error("block too long");
      links.fill(byte, length, length + run);
      counts[byte] = (counts[byte] ?? 0) + run;
      length += run;
      run = 0;
      runWeight = 1;
    }
    if (symbol === endSymbol) break;
    if (length >= links.length) throw new Error("block too long");
    const byte = moveToFront(recent, symbol - 1);
    links[length++] = byte;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  linkBytes(links, length, counts);
  return length;
}

function linkBytes(links: Uint32Array, length: number, counts: Uint32Array): void {
  const next = new Uint32Array(256);
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    next[byte] = sum;
    sum += counts[byte] ?? 0;
  }
  for (let at = 0; at < length; at++) {
    const byte = (links[at] ?? 0) & 0xff;
    const place = next[byte] ?? 0;
    next[byte] = place + 1;
    links[place] = (links[place] ?? 0) | (at << 8);
  }
}

function moveToFront(recent: Uint8Array, place: number): number {
  const value = recent[place];
  if (value === undefined) throw new Error("symbol out of range");
  if (place > 15) recent.copyWithin(1, 0, place);
  else for (let at = place; at > 0; at--) recent[at] = recent[at - 1] ?? 0;
  recent[0] = value;
  return value;
}

/** Walks the links; after four equal bytes the fifth says how many more of them follow. */
function expandRuns(links: Uint32Array, length: number, origin: number): { readonly bytes: Uint8Array; readonly crc: number } {
  let bytes = new Uint8Array(length + (length >>> 3) + 256);
  let size = 0;
  let crc = 0xffffffff;
  let place = (links[origin] ?? 0) >>> 8;
  let previous = -1;
  let equal = 0;
  for (let at = 0; at < length; at++) {
    const link = links[place] ?? 0;
    place = link >>> 8;
    const byte = link & 0xff;
    let copies = 1;
    let value = byte;
    if (equal === 4) {
      copies = byte;
      value = previous;
      equal = 0;
      previous = -1;
    } else {
      equal = byte === previous ? equal + 1 : 1;
      previous = byte;
    }
    if (size + copies > bytes.length) bytes = grown(bytes);
    for (; copies > 0; copies--) {
      bytes[size++] = value;
      crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ value] ?? 0);
    }
  }
  return { bytes: bytes.subarray(0, size), crc: ~crc >>> 0 };
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}

/** CRC-32, polynomial 0x04c11db7, most significant bit first. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc >>> 0;
});
