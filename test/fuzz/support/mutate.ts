import fc from "fast-check";

/** Text that means something to a terminal, a markup, a spreadsheet, an object, a number or a decoder. */
const HOSTILE_TEXTS: readonly string[] = [
  "\u001b[2J\u001b[31m", "\u009b5m", "\u0007", "\r", "\u2028", "\u202egnp", "\u200b", "\u0000",
  "<script>alert(1)</script>", "</pre>", "&lt;", "|", "\\|", "`", "```", "\n```\n# x\n", "[a](javascript:x)", "=cmd|' /C calc'!A0", "\",\"", "';--",
  "__proto__", "constructor", "toString", "hasOwnProperty", "undefined", "null", "NaN", "Infinity", "-Infinity",
  "-1", "0", "-0", "1e308", "1e999", "0x", "9007199254740993", "99999999999999999999999999999999", "-99999999999999999999", "0.0000000000000001", "1,5",
  "9999-99-99 99:99:99.999", "0000-00-00 00:00:00", "2026-02-30 24:60:61", "1969-12-31 23:59:59.999",
  "req-", "req-00000000-0000-0000-0000-000000000000", "(", ")", "{", "}", "[", "]", "\"", "'", "\\", ":", "::", " ", "\t", "",
];

/** One way to spoil a text. Places are shares of its length, so that one mutation fits any text. */
export type Mutation =
  | { readonly how: "flip"; readonly at: number; readonly bit: number }
  | { readonly how: "cut"; readonly at: number }
  | { readonly how: "splice"; readonly at: number; readonly from: number }
  | { readonly how: "repeat" | "drop" | "swap" | "move"; readonly at: number; readonly to: number }
  | { readonly how: "insert" | "replace"; readonly at: number; readonly text: string }
  | { readonly how: "number"; readonly at: number; readonly text: string }
  | { readonly how: "bytes"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly how: "long"; readonly at: number; readonly text: string; readonly length: number };

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const text = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) }, { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) });
const count = fc.oneof(fc.constantFrom("-1", "0", "1e308", "9007199254740993", "99999999999999999999", "NaN", "-0.5", "", "0x10"), fc.bigInt({ min: 0n, max: 10n ** 24n }).map(String));

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ how: fc.constant("flip" as const), at: place, bit: fc.nat(7) }),
  fc.record({ how: fc.constant("cut" as const), at: place }),
  fc.record({ how: fc.constant("splice" as const), at: place, from: place }),
  fc.record({ how: fc.constantFrom("repeat" as const, "drop" as const, "swap" as const, "move" as const), at: place, to: place }),
  fc.record({ how: fc.constantFrom("insert" as const, "replace" as const), at: place, text }),
  fc.record({ how: fc.constant("number" as const), at: place, text: count }),
  fc.record({ how: fc.constant("bytes" as const), at: place, bytes: fc.constantFrom([0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0], [0, 0, 0, 0], [0xfe, 0xff], [0x1f, 0x8b]).map((bytes) => Uint8Array.from(bytes)) }),
  fc.record({ how: fc.constant("long" as const), at: place, text, length: fc.constantFrom(300, 5000, 70_000) }),
);

/** A few mutations, one after the other; sometimes none. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(mutation, { maxLength: 6 });

/** The bytes with all mutations done. `other` is what a splice goes on with. */
export function mutate(bytes: Buffer, all: readonly Mutation[], other: Buffer): Buffer {
  return all.reduce((spoilt, one) => mutateOnce(spoilt, one, other), bytes);
}

function mutateOnce(bytes: Buffer, mutation: Mutation, other: Buffer): Buffer {
  const at = Math.floor(mutation.at * bytes.length);
  const put = (from: number, to: number, what: string | Uint8Array): Buffer => Buffer.concat([bytes.subarray(0, from), Buffer.from(what), bytes.subarray(to)]);
  switch (mutation.how) {
    case "flip": {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << mutation.bit);
      return copy;
    }
    case "cut":
      return bytes.subarray(0, at);
    case "splice":
      return Buffer.concat([bytes.subarray(0, at), other.subarray(Math.floor(mutation.from * other.length))]);
    case "insert":
      return put(at, at, mutation.text);
    case "replace": {
      const [from, to] = runAround(bytes, at, isWordByte);
      return put(from, to, mutation.text);
    }
    case "number": {
      const near = bytes.subarray(at).findIndex(isDigit);
      if (near < 0) return bytes;
      const [from, to] = runAround(bytes, at + near, isDigit);
      return put(from, to, mutation.text);
    }
    case "bytes":
      return put(at, at, mutation.bytes);
    case "long":
      return put(at, at, (mutation.text === "" ? "x" : mutation.text).repeat(Math.ceil(mutation.length / Math.max(1, mutation.text.length))));
    default: {
      const lines = bytes.toString("latin1").split("\n");
      const [one, two] = [Math.floor(mutation.at * lines.length), Math.floor(mutation.to * lines.length)];
      return Buffer.from(rearranged(lines, mutation.how, one, two).join("\n"), "latin1");
    }
  }
}

function rearranged(lines: readonly string[], how: "repeat" | "drop" | "swap" | "move", one: number, two: number): readonly string[] {
  const line = lines[one] ?? "";
  switch (how) {
    case "repeat":
      return lines.toSpliced(two, 0, line, line);
    case "drop":
      return lines.toSpliced(one, 1);
    case "move":
      return lines.toSpliced(one, 1).toSpliced(two, 0, line);
    case "swap":
      return lines.with(one, lines[two] ?? "").with(two, line);
  }
}

/** From where to where bytes of a kind stand around a place. */
function runAround(bytes: Buffer, at: number, is: (byte: number) => boolean): readonly [number, number] {
  let from = at;
  let to = at;
  while (from > 0 && is(bytes[from - 1] ?? 0)) from--;
  while (to < bytes.length && is(bytes[to] ?? 0)) to++;
  return [from, to];
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Of a name, an id, a number, a word: anything between spaces, quotes, brackets and the like. */
function isWordByte(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || byte === 0x2d || byte === 0x2e;
}
