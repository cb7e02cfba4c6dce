import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectParser } from "../../src/parsers/detect.ts";
import { parsers } from "../../src/parsers/index.ts";
import { leastCpuMs } from "../support/cpu-ms.ts";
import { parse } from "../support/parse.ts";
import { faultsOf } from "./support/check-event.ts";
import { mutate, mutations, type Mutation } from "./support/mutate.ts";
import { seeds, type Seed } from "./support/seeds.ts";
import { runs, SOAK_MS } from "./support/soak.ts";

const all = seeds();
const byPath = new Map(all.map(({ path, bytes }) => [path, bytes]));
const NOTHING = Buffer.alloc(0);
const detected = all.map(({ bytes }) => detectParser(bytes.toString().split("\n"))?.id);

/** A log, another one, and how the first is spoilt: small enough to be read when a test fails. */
const spoiling = (from: readonly Seed[]): fc.Arbitrary<readonly [string, string, readonly Mutation[]]> =>
  fc.tuple(fc.constantFrom(...from.map(({ path }) => path)), fc.constantFrom(...byPath.keys()), mutations);

function spoil([path, other, how]: readonly [string, string, readonly Mutation[]]): string {
  return mutate(byPath.get(path) ?? NOTHING, how, byPath.get(other) ?? NOTHING).toString();
}

/** Runs the parser and judges all that comes of it. */
function judge(parser: (typeof parsers)[number], text: string): void {
  const lines = text.split("\n").length;
  const { events, notes, facts } = parse(parser, text, { modifiedUs: Date.UTC(2026, 0, 1) * 1000 });
  const faulty = events.find((event) => faultsOf(event, lines).length > 0);
  if (faulty !== undefined) expect({ faults: faultsOf(faulty, lines), faulty }).toBeUndefined();
  // Every note has a line of its own or is about the whole; a line has at most a few things to complain of.
  expect(notes.length).toBeLessThanOrEqual(4 * lines + 20);
  const outside = notes.find(({ line }) => line !== undefined && !(line >= 1 && line <= lines));
  expect(outside).toBeUndefined();
  expect(new Set(notes.map(({ code, message }) => `${code} ${message}`)).size).toBeLessThanOrEqual(40);
  expect(facts.records).toBeLessThanOrEqual(lines);
  expect(facts.records).toBeGreaterThanOrEqual(0);
  expect(facts.versions.length).toBeLessThanOrEqual(100);
}

describe.each(parsers.map((parser) => [parser.id, parser] as const))("%s, given spoilt logs", (id, parser) => {
  const own = all.filter((_, index) => detected[index] === id);

  it(
    "reads its own without throwing and says only what can be",
    () => {
      fc.assert(
        fc.property(spoiling(own), (how) => {
          judge(parser, spoil(how));
        }),
        runs(250),
      );
    },
    SOAK_MS,
  );

  it(
    "reads any other without throwing and says only what can be",
    () => {
      fc.assert(
        fc.property(spoiling(all), (how) => {
          judge(parser, spoil(how));
        }),
        runs(100),
      );
    },
    SOAK_MS,
  );

  it("reads its smallest sample cut after every byte", () => {
    const [smallest] = [...own].sort((a, b) => a.bytes.length - b.bytes.length);
    const bytes = smallest?.bytes.subarray(0, 1500) ?? Buffer.alloc(0);
    for (let length = 0; length <= bytes.length; length++) judge(parser, bytes.toString("utf8", 0, length));
  });
});

describe("telling formats apart", () => {
  it(
    "answers for any file, quickly, with a parser whose certainty lies between 0 and 1",
    () => {
      fc.assert(
        fc.property(spoiling(all), (how) => {
          const head = spoil(how).split("\n");
          expect(leastCpuMs(() => detectParser(head), 1000)).toBeLessThan(1000);
          for (const { sniff, sieve } of parsers) {
            const sure = sniff(head);
            expect(sure >= 0 && sure <= 1).toBe(true);
            sieve?.(head);
          }
        }),
        runs(150),
      );
    },
    SOAK_MS,
  );
});
