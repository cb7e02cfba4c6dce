import { describe, expect, it } from "vitest";
import { readInstant } from "../../../src/parsers/phases/instant.ts";

const AT_US = Date.UTC(2024, 2, 8, 9, 0, 0) * 1000;

describe("reading an instant", () => {
  it.each([
    ["2024-03-08T09:00:00Z", 0],
    ["2024-03-08T09:00:00.5Z", 500_000],
    ["2024-03-08 09:00:00,123456Z", 123_456],
    ["2024-03-08T09:00:00.123456789Z", 123_456],
    ["2024-03-08T10:30:00+01:30", 0],
    ["2024-03-08T04:00:00-0500", 0],
    ["2024-03-08T10:00+01", 0],
    ["2024-03-08 09:00:00 UTC", 0],
    ["1709888400", 0],
    ["1709888400.000001", 1],
    ["1709888400123", 123_000],
    ["1709888400123.4", 123_400],
    ["1709888400123456", 123_456],
    ["1709888400123456789", 123_456],
  ])("reads %s as UTC", (text, us) => {
    expect(readInstant(text)).toEqual({ atUs: AT_US + us, clock: "utc" });
  });

  it.each(["2024-03-08T09:00:00.000250", "2024-03-08 09:00:00.00025"])("reads %s, without a zone, as local time", (text) => {
    expect(readInstant(text)).toEqual({ atUs: AT_US + 250, clock: "local" });
  });

  it.each(["soon", "12.5", "-1709888400", "2024-13-01T00:00:00Z", "2024-03-08", "99999999999999999999", "1e9"])("does not read %s", (text) => {
    expect(readInstant(text)).toBeUndefined();
  });
});
