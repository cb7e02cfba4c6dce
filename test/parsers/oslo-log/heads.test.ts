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
  "- ", "req-0e1f2a3b-1111-4222-8333-444455556666 ", "None req-0e1f2a3b-1111-4222-8333-444455556666 - - - - - - ", "0e1f2a3b-1111-4222-8333-444455556666 ", "instance: 0e1f2a3b-1111-4222-8333-444455556666 ",
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

  it.each([
    "2026-11-22 14:57:21.021 19312 INFO nova.compute.claims [-] [instance: d2573b18-a362-46b8-a858-ff24309faa3a] Claim successful on node lab1",
    "2026-11-22 14:57:21.021 19312 DEBUG nova.compute.manager [None req-922d4cfc-f0d4-400f-9308-ebaedbe3e605 - - - - - -] Terminating instance stop /x.py:12",
    "2026-11-22 14:57:21.021 WARNING nova.compute.manager [req-0e1f2a3b-1111-4222-8333-444455556666 req-922d4cfc-f0d4-400f-9308-ebaedbe3e605 a b - - default default] Bye",
    "2026-11-22 14:57:21.021 19312 DEBUG oslo_service.service [-] debug = True log_opt_values /usr/lib/python3/dist-packages/oslo_config/cfg.py:2602",
  ])("tell what lines alone do, whatever is put anywhere into %s", (line) => {
    const spoilt = fillers.flatMap((filler) => Array.from({ length: line.length + 1 }, (_, at) => line.slice(0, at) + filler + line.slice(at)));
    const bytes = Buffer.from(spoilt.join("\n"));
    const { tally, ...told } = parseByHeads(osloLog, sieve, bytes);
    expect(told).toEqual(byLines(bytes));
    expect(tally.heads).toBeGreaterThan(spoilt.length / 5);
  });

  it("leave the lines of domain capabilities out, and of a guest's definition those after its names", () => {
    const record = (message: string): string => `2026-11-22 14:57:21.021 19312 DEBUG nova.virt.libvirt.host [None req-922d4cfc-f0d4-400f-9308-ebaedbe3e605 - - - - - -] ${message}`;
    const guest = ["  <uuid>d2573b18-a362-46b8-a858-ff24309faa3a</uuid>", "  <name>instance-00000001</name>", "  <nova:name>vm1</nova:name>", "  <memory>1</memory>", "</domain>"];
    const capabilities = ["<domainCapabilities>", "  <path>/usr/bin/kvm</path>", "</domainCapabilities>"];
    const lines = [record("Libvirt host hypervisor capabilities:"), ...capabilities, record('End _get_guest_xml xml=<domain type="kvm">'), ...guest];
    const bytes = Buffer.from(lines.join("\n"));
    const { tally, ...told } = parseByHeads(osloLog, sieve, bytes);
    expect(tally).toEqual({ heads: 2, lines: 3, left: 5 });
    expect(told).toEqual(byLines(bytes));
  });
});
