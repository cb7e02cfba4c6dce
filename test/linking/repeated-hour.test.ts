import { describe, expect, it } from "vitest";
import { wallToUtc } from "../../src/lib/time-zone.ts";
import { repeatedHours, shownAt } from "../../src/linking/repeated-hour.ts";
import type { RecordHead } from "../../src/model/event.ts";
import { acquired, head, linked, released, requested } from "../support/events.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Clocks of Berlin went from 03:00 back to 02:00 on Sunday, 25 October 2026. */
const THREE = Date.UTC(2026, 9, 25, 3);
const TWO = THREE - HOUR;
const berlin = { name: "Europe/Berlin", toUtc: wallToUtc("Europe/Berlin") ?? ((us: number) => us) };

/** How far from what was shown time is moved, in minutes. */
const moved = (own: Partial<RecordHead>, ...shownMs: readonly number[]): readonly number[] => {
  const { goOn } = repeatedHours();
  return shownMs.map((ms) => (goOn(head(ms, { clock: "local", ...own })).atUs / 1000 - ms) / MINUTE);
};

describe("the hour that local time repeats", () => {
  it("goes on when a log goes back within it at night from Saturday to Sunday, and so does all after it", () => {
    expect(moved({}, THREE - 1_000, TWO + 500, TWO + 30 * MINUTE, THREE + MINUTE)).toEqual([0, 60, 60, 60]);
  });

  it("began again after a silence, too", () => {
    expect(moved({}, THREE - 10 * MINUTE, TWO + 5 * MINUTE)).toEqual([0, 60]);
  });

  it("does not take a line with it that another process wrote a moment before", () => {
    expect(moved({}, THREE - 1_000, TWO + 1, THREE - 2, TWO + 3)).toEqual([0, 60, 0, 60]);
  });

  it.each([
    ["on another day", THREE + 24 * HOUR - 1_000, TWO + 24 * HOUR],
    ["at noon", THREE + 9 * HOUR - 1_000, TWO + 9 * HOUR],
    ["by less than half an hour", THREE - 1_000, TWO + 31 * MINUTE],
    ["into another hour", THREE + 5 * MINUTE, TWO + 10 * MINUTE],
  ])("is not told where a log goes back %s", (_, beforeMs, afterMs) => {
    expect(moved({}, beforeMs, afterMs)).toEqual([0, 0]);
  });

  it("is no matter of clocks that state their zone", () => {
    expect(moved({ clock: "utc" }, THREE - 1_000, TWO)).toEqual([0, 0]);
  });

  it("was shown twice, the second time since the clock was put back", () => {
    const backUs = [THREE * 1000];
    const shown = (ms: number): readonly [number, boolean] => {
      const { wallUs, again } = shownAt(ms * 1000, backUs);
      return [wallUs / 1000, again];
    };
    expect(shown(THREE - 1)).toEqual([THREE - 1, false]);
    expect(shown(THREE)).toEqual([TWO, true]);
    expect(shown(THREE + HOUR)).toEqual([THREE, false]);
  });

  it("leaves what is paired across it its length and its order", () => {
    const at = { clock: "local" } as const;
    const events = [
      acquired(THREE - 5_000, { form: "context", at: { ...at, requestId: "req-a" } }), requested(THREE - 2_000, { form: "context", at: { ...at, requestId: "req-b" } }),
      released(TWO + 4_000, { form: "context", at: { ...at, requestId: "req-a" } }), acquired(TWO + 4_000, { form: "context", at: { ...at, requestId: "req-b" } }),
    ];
    const utcMs = Date.UTC(2026, 9, 25, 1);
    const { acquisitions } = linked([{ path: "nova-compute.log", events }], berlin);
    expect(acquisitions).toMatchObject([
      { acquiredUs: (utcMs - 5_000) * 1000, releasedUs: (utcMs + 4_000) * 1000, holdUs: 9_000_000 },
      { acquiredUs: (utcMs + 4_000) * 1000, waitUs: 6_000_000 },
    ]);
  });

  it("is over when the zone shows each instant once again", () => {
    const at = { clock: "local" } as const;
    const events = [acquired(THREE - 1_000, { waitMs: 0, at }), released(TWO + 1_000, { holdMs: 2_000, at }), acquired(THREE + HOUR, { waitMs: 0, at })];
    const { acquisitions } = linked([{ path: "nova-compute.log", events }], berlin);
    expect(acquisitions.at(-1)?.acquiredUs).toBe(Date.UTC(2026, 9, 25, 3) * 1000);
  });
});
