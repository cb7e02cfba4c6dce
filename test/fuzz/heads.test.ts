import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectParser } from "../../src/parsers/detect.ts";
import { openHeadReader } from "../../src/parsers/oslo-log/head-reader.ts";
import { osloLog } from "../../src/parsers/oslo-log/oslo-log.ts";
import { headSieveOf, parseByHeads, type Cuts } from "../parsers/oslo-log/read-by-heads.ts";
import { linesOf, parse } from "../support/parse.ts";
import { mutate, mutations } from "./support/mutate.ts";
import { seeds } from "./support/seeds.ts";
import { runs, SOAK_MS } from "./support/soak.ts";

/** By path. Their NUL bytes are taken out before anyone reads them. */
const all = new Map(seeds().map(({ path, bytes }) => [path, bytes]));
const own = [...all].filter(([, bytes]) => detectParser(linesOf(bytes.toString())) === osloLog);
const sieved = own.filter(([, bytes]) => headSieveOf(osloLog, linesOf(bytes.toString())) !== undefined);

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
const cuts: fc.Arbitrary<Cuts> = fc.record({ pieces: sizes, batches: sizes, returns: fc.constantFrom("judged", "cut") });

function withoutNuls(bytes: Buffer): Buffer {
  return Buffer.from(bytes.filter((byte) => byte !== 0));
}

/** The log spoilt, with another spliced in. */
const spoilt = fc
  .tuple(fc.constantFrom(...sieved.map(([path]) => path)), fc.constantFrom(...all.keys()), mutations)
  .map(([path, other, how]) => withoutNuls(mutate(all.get(path) ?? Buffer.alloc(0), how, all.get(other) ?? Buffer.alloc(0))));

describe("an oslo log, spoilt, cut into pieces and batches", () => {
  it("is sieved in most of the logs that are tried", () => {
    expect(sieved.length).toBeGreaterThan(own.length / 3);
  });

  it(
    "tells by the heads of its records what its lines tell",
    () => {
      fc.assert(
        fc.property(spoilt, cuts, (bytes, cut) => {
          const { tally, ...told } = parseByHeads(osloLog, { openHeads: openHeadReader }, bytes, cut);
          expect(told).toEqual(parse(osloLog, bytes.toString(), { modifiedUs: Date.UTC(2026, 0, 1) * 1000 }));
          expect(tally.heads + tally.lines + tally.left).toBe(bytes.length === 0 ? 0 : linesOf(bytes.toString()).length);
        }),
        runs(300),
      );
    },
    SOAK_MS,
  );
});
