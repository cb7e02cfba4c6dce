import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration } from "../../src/lib/duration.ts";

describe("formatDuration", () => {
  for (const [us, text] of [
    [0, "0 s"],
    [0.4, "0 s"],
    [25, "25 µs"],
    [999.6, "1.0 ms"],
    [1_700, "1.7 ms"],
    [9_960, "10 ms"],
    [340_000, "340 ms"],
    [999_499, "999 ms"],
    [999_500, "1.00 s"],
    [1_350_000, "1.35 s"],
    [9_996_000, "10.0 s"],
    [12_400_000, "12.4 s"],
    [59_940_000, "59.9 s"],
    [59_960_000, "1 min"],
    [192_000_000, "3 min 12 s"],
    [3_599_600_000, "1 h"],
    [7_500_000_000, "2 h 5 min"],
    [86_400_000_000, "1 d"],
    [97_200_000_000, "1 d 3 h"],
    [-1_700, "−1.7 ms"],
  ] as const) {
    it(`writes ${us} µs as ${text}`, () => {
      expect(formatDuration(us)).toBe(text);
    });
  }

  it("writes a dash for what is missing", () => {
    expect([null, undefined, Number.NaN, Number.POSITIVE_INFINITY].map(formatDuration)).toEqual(["–", "–", "–", "–"]);
  });

  it("never reaches the next larger unit by rounding", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), (us) => {
        expect(formatDuration(us)).not.toMatch(/\b(?:1000 (?:µs|ms)|60(?:\.0)? s|60 min|24 h)\b/);
      }),
    );
  });
});
