import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openHeadReader } from "../../../src/parsers/oslo-log/head-reader.ts";
import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";
import { linesOf, parse, type Parsed } from "../../support/parse.ts";
import { headSieveOf, parseByHeads, UNCUT, type Cuts } from "./read-by-heads.ts";

const samples = readdirSync("samples/oslo-log").map((name) => ({ name, bytes: readFileSync(`samples/oslo-log/${name}/input.log`) }));
const plain = samples.filter(({ bytes }) => headSieveOf(osloLog, linesOf(bytes.toString())) !== undefined);
const sieve = { openHeads: openHeadReader };

function byLines(bytes: Buffer): Parsed {
  return parse(osloLog, bytes.toString(), { modifiedUs: Date.UTC(2026, 0, 1) * 1000 });
}

function byHeads(bytes: Buffer, cuts: Cuts = UNCUT): Parsed {
  const { events, notes, facts } = parseByHeads(osloLog, sieve, bytes, cuts);
  return { events, notes, facts };
}

/** Some lines of one sample, in order. */
const stretch = fc
  .constantFrom(...samples.map(({ bytes }) => linesOf(bytes.toString("latin1"))))
  .chain((lines) => fc.tuple(fc.nat(lines.length), fc.integer({ min: 1, max: 40 })).map(([from, count]) => lines.slice(from, from + count)));

/** What is put into lines: pieces of heads, of what the line reader takes off, of what other messages begin and end with. */
const fillers = [
  "\u001b[00m", "\u001b[01;36m", "\u001b", "\\x1b[00m", " ", "  ", "\r", "\t", "-", "é", "\u00e9\u00fc", "[", "]", "[-] ", "[instance: ", "[instance: 0e1f2a3b-1111-4222-8333-444455556666] ",
  "req-0e1f2a3b-1111-4222-8333-444455556666", "[None req-0e1f2a3b-1111-4222-8333-444455556666 - - - - - -] ", "[req-0e1f2a3b-1111-4222-8333-444455556666] ", "DEBUG ", "Level 5 ",
  "TRACE ", "WARNING ", "NV-313322F ", " from (pid=7) log_opt_values cfg.py:2602", " f /usr/lib/cfg.py:2602", " func {{(pid=7) f /x.py:12}}", "Lock \"", "Running cmd (subprocess): ", "Got semaphore \"a\"",
  "End to_xml <domain>", "  <name>instance-00000001</name>", "*** Starting uWSGI 2.0.21 (64bit) on [Sun Nov 22 14:56:38 2026] ***", "99999999999 ", "2013-02-01 12:00:00.000",
];

type Damage = (line: string) => string;

const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Damage>((line) => line) },
  fc.tuple(fc.nat(160), fc.nat(7)).map<Damage>(([at, bit]) => (line) => {
    const flipped = (line.charCodeAt(at) || 0) ^ (1 << bit);
    return at >= line.length || flipped === 10 ? line : line.slice(0, at) + String.fromCharCode(flipped) + line.slice(at + 1);
  }),
  fc.tuple(fc.nat(160), fc.nat(40)).map<Damage>(([at, length]) => (line) => line.slice(0, at) + line.slice(at + length)),
  fc.nat(200).map<Damage>((length) => (line) => line.slice(0, length)),
  fc.tuple(fc.nat(160), fc.constantFrom(...fillers)).map<Damage>(([at, filler]) => (line) => line.slice(0, at) + filler + line.slice(at)),
  fc.constantFrom(...fillers).map<Damage>((filler) => (line) => line.replace(/(?<=\] |^)(?!.*\] )/, () => filler)),
  fc.constantFrom(...fillers).map<Damage>((filler) => (line) => line + filler),
  fc.constantFrom(...fillers).map<Damage>((filler) => () => filler),
  fc.constant<Damage>((line) => line.replace(/(?<=\] )[^[\]]*$/, "")),
);

const damaged = fc.tuple(stretch, fc.array(damage, { minLength: 1, maxLength: 8 }), fc.constantFrom("\n", "\r\n")).map(([lines, damages, lineEnd]) =>
  Buffer.from(lines.map((line, index) => damages[index % damages.length]?.(line) ?? line).join(lineEnd), "latin1"),
);

const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });
const cuts: fc.Arbitrary<Cuts> = fc.record({ pieces: sizes, batches: sizes, returns: fc.constantFrom("judged", "cut") });

describe("heads and lines", () => {
  it("are told apart in every sample of the default layout", () => {
    expect(plain.length).toBeGreaterThanOrEqual(10);
  });

  it.each(samples)("of $name tell what its lines alone do", ({ bytes }) => {
    expect(byHeads(bytes)).toEqual(byLines(bytes));
  });

  it("tell what lines alone do, whatever is wrong with the lines and wherever they are cut into batches", () => {
    fc.assert(
      fc.property(damaged, cuts, (bytes, cut) => {
        expect(byHeads(bytes, cut)).toEqual(byLines(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it("leave most of a log of nova-compute out", () => {
    const bytes = plain.find(({ name }) => name === "zed-nova-compute")?.bytes ?? Buffer.alloc(0);
    const { tally } = parseByHeads(osloLog, sieve, bytes);
    expect(tally.heads).toBeGreaterThan(0);
  });
});
