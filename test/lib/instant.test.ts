import { describe, expect, it } from "vitest";
import { formatInstant } from "../../src/lib/instant.ts";

describe("formatInstant", () => {
  it("writes date and time of day in UTC to the millisecond", () => {
    expect(formatInstant(Date.UTC(2026, 10, 22, 14, 57, 10, 920) * 1000 + 999)).toBe("2026-11-22 14:57:10.920Z");
  });

  it("writes a dash for what is missing or outside the calendar", () => {
    expect([null, undefined, Number.NaN, 1e20, -1e20].map(formatInstant)).toEqual(["–", "–", "–", "–", "–"]);
  });
});
