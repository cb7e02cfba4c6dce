import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wallToUtc } from "../../src/lib/time-zone.ts";

/** What the wall clock of the zone shows, moved to UTC. */
function utcOf(zone: string, wall: string): string | undefined {
  const toUtc = wallToUtc(zone);
  return toUtc === undefined ? undefined : new Date(toUtc(Date.parse(`${wall}Z`) * 1000) / 1000).toISOString().slice(0, 16);
}

describe("moving wall clocks to UTC", () => {
  it("leaves UTC alone under any of its names", () => {
    expect(["UTC", "utc", "Z", "GMT"].map((zone) => utcOf(zone, "2026-07-01T12:00"))).toEqual(new Array(4).fill("2026-07-01T12:00"));
  });

  it("goes back by an offset east of Greenwich", () => {
    expect(utcOf("+02:00", "2026-07-01T12:00")).toBe("2026-07-01T10:00");
  });

  it("goes forward by an offset west of Greenwich, written without a colon", () => {
    expect(utcOf("-0530", "2026-07-01T12:00")).toBe("2026-07-01T17:30");
  });

  it("reads an offset of whole hours, with UTC before it or not", () => {
    expect([utcOf("+2", "2026-07-01T12:00"), utcOf("UTC+2", "2026-07-01T12:00")]).toEqual(["2026-07-01T10:00", "2026-07-01T10:00"]);
  });

  it("knows summer and winter of Berlin", () => {
    expect([utcOf("Europe/Berlin", "2026-07-01T12:00"), utcOf("Europe/Berlin", "2026-01-01T12:00")]).toEqual(["2026-07-01T10:00", "2026-01-01T11:00"]);
  });

  it("moves an instant that the spring change skips forward", () => {
    // 02:30 does not exist on that day: half an hour after 02:00 CET it is 03:30 CEST.
    expect(utcOf("Europe/Berlin", "2026-03-29T02:30")).toBe("2026-03-29T01:30");
  });

  it("is right on either side of the spring change", () => {
    expect([utcOf("Europe/Berlin", "2026-03-29T01:59"), utcOf("Europe/Berlin", "2026-03-29T03:00")]).toEqual(["2026-03-29T00:59", "2026-03-29T01:00"]);
  });

  it("takes the first reading of the hour that autumn repeats", () => {
    expect(utcOf("Europe/Berlin", "2026-10-25T02:30")).toBe("2026-10-25T00:30");
  });

  it("is right on either side of the repeated hour", () => {
    expect([utcOf("Europe/Berlin", "2026-10-25T01:59"), utcOf("Europe/Berlin", "2026-10-25T03:00")]).toEqual(["2026-10-24T23:59", "2026-10-25T02:00"]);
  });

  it("keeps the order of the hours around a change west of Greenwich", () => {
    expect(["00:59", "01:30", "02:30"].map((time) => utcOf("America/New_York", `2026-11-01T${time}`))).toEqual(["2026-11-01T04:59", "2026-11-01T05:30", "2026-11-01T07:30"]);
  });

  it("knows zones half and three quarters of an hour off", () => {
    expect([utcOf("Asia/Kolkata", "2026-07-01T12:00"), utcOf("Asia/Kathmandu", "2026-07-01T12:00")]).toEqual(["2026-07-01T06:30", "2026-07-01T06:15"]);
  });

  it("keeps microseconds", () => {
    expect(wallToUtc("Europe/Berlin")?.(1_767_225_600_123_457)).toBe(1_767_225_600_123_457 - 3_600_000_000);
  });

  it("has no answer for a zone that does not exist", () => {
    expect(["Europe/Atlantis", "", "+25:00", "-02:75", "local"].map((zone) => wallToUtc(zone))).toEqual(new Array(5).fill(undefined));
  });

  it("gives back the wall clock in every zone wherever that clock shows each time once", () => {
    const minute = fc.integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 });
    const zone = fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns");
    fc.assert(
      fc.property(zone, minute, (name, atMinute) => {
        const wallMs = atMinute * 60_000;
        const utcMs = (wallToUtc(name)?.(wallMs * 1000) ?? 0) / 1000;
        const shown = new Date(utcMs).toLocaleString("sv-SE", { timeZone: name });
        const skipped = shown !== new Date(wallMs).toLocaleString("sv-SE", { timeZone: "UTC" });
        // Only in the hour that spring skips may it differ, and then by that change.
        if (skipped) expect([1_800_000, 3_600_000]).toContain(Date.parse(`${shown.replace(" ", "T")}Z`) - wallMs);
      }),
    );
  });
});
