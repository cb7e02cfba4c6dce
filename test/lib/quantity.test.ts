import { describe, expect, it } from "vitest";
import { countOf, formatBytes, formatCount, formatShare } from "../../src/lib/quantity.ts";

describe("formatShare", () => {
  it("rounds to whole percent", () => {
    expect(formatShare(0.344)).toBe("34 %");
  });

  it("never shows a little as nothing nor nearly all as all", () => {
    expect([0, 0.001, 0.999, 1].map(formatShare)).toEqual(["0 %", "< 1 %", "> 99 %", "100 %"]);
  });

  it("writes a dash for what is missing", () => {
    expect(formatShare(null)).toBe("–");
  });
});

describe("formatCount", () => {
  it("groups digits by three", () => {
    expect([0, 7, 999, 1000, 123_456, 1_234_567, -1234].map(formatCount)).toEqual(["0", "7", "999", "1,000", "123,456", "1,234,567", "-1,234"]);
  });

  it("rounds to whole numbers", () => {
    expect([999.4, 999.5].map(formatCount)).toEqual(["999", "1,000"]);
  });
});

describe("countOf", () => {
  it("tells one from many", () => {
    expect([countOf(1, "boot"), countOf(20, "boot"), countOf(2, "more file", "more files")]).toEqual(["1 boot", "20 boots", "2 more files"]);
  });
});

describe("formatBytes", () => {
  it("takes the unit that leaves one to three digits", () => {
    expect([0, 812, 57_212_004, 999_600, 3_400_000_000].map(formatBytes)).toEqual(["0 B", "812 B", "57.2 MB", "1.0 MB", "3.4 GB"]);
  });
});
