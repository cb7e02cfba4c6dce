import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/model/event.ts";
import { acquired, activity, linked, milestone, released, requested } from "../support/events.ts";

const ONE = "4696d181-0000-4000-8000-000000000001";
const TWO = "4696d181-0000-4000-8000-000000000002";
const THREE = "4696d181-0000-4000-8000-000000000003";
const AT = { requestId: "req-a" };

const tagged = (line: number, instanceId: string): LogEvent => activity(line, { ...AT, instanceId });
const starts = (...ids: readonly string[]): readonly LogEvent[] => ids.map((id, index) => milestone(index + 1, "build-started", { ...AT, instanceId: id }));

/** Ten lines of the request that name nobody. */
const others = (from: number): readonly LogEvent[] => Array.from({ length: 10 }, (_, index) => activity(from + index, AT));

/** Index of the instance that each acquisition of a request for several was for, in order of time. */
const holders = (...events: readonly LogEvent[]): readonly (number | undefined)[] => linked([{ path: "nova-compute.log", events }]).acquisitions.map(({ actor }) => actor.instance);

describe("whose an acquisition is, where one request boots several instances", () => {
  it("is told by the line inside the hold, even where others go on right after they gave the lock to it", () => {
    const log = [
      ...starts(ONE, TWO, THREE),
      requested(10, { at: AT }), acquired(11, { at: AT }), requested(12, { at: AT }), requested(13, { at: AT }), tagged(14, ONE),
      released(15, { at: AT }), acquired(16, { at: AT }), tagged(17, ONE), tagged(18, ONE), tagged(19, TWO),
      released(20, { at: AT }), acquired(21, { at: AT }), tagged(22, TWO), tagged(23, TWO), tagged(24, THREE),
      released(25, { at: AT }), tagged(26, THREE),
    ];
    expect(holders(...log)).toEqual([0, 1, 2]);
  });

  it("is not told by the lines of who gave the lock away, which stand before it was got, where no line says when it was asked for", () => {
    const ids = Array.from({ length: 8 }, (_, index) => `4696d181-0000-4000-8000-00000000001${index}`);
    const each = ids.flatMap((id, index) => {
      const atMs = 100 + index * 20;
      const of = (which: number, ...offsetsMs: readonly number[]): readonly LogEvent[] => offsetsMs.map((offsetMs) => (ids[which] === undefined ? activity(atMs + offsetMs, AT) : tagged(atMs + offsetMs, ids[which])));
      const own = [acquired(atMs + 1, { at: AT, waitMs: index * 20 }), tagged(atMs + 12, id), released(atMs + 19, { at: AT })];
      return [...own, ...of(index - 1, 0, 2, 3, 6), ...of(index - 2, 4, 7, 8), ...of(-1, 9, 10, 11, 13, 14)].sort((a, b) => a.head.atUs - b.head.atUs);
    });
    expect(holders(...starts(...ids), ...each)).toEqual(ids.map((_, index) => index));
  });

  it("is told by the line before the lock was asked for, where none stands inside or near its end", () => {
    const log = [
      ...starts(ONE, TWO, THREE),
      ...others(10), tagged(30, TWO), requested(31, { at: AT }), acquired(32, { at: AT }), ...others(40), tagged(60, ONE), requested(61, { at: AT }), ...others(70), tagged(90, THREE), requested(91, { at: AT }),
      released(92, { at: AT }), acquired(93, { at: AT }), released(94, { at: AT }), acquired(95, { at: AT }), released(96, { at: AT }), ...others(100), tagged(120, THREE), tagged(121, TWO), tagged(122, ONE),
    ];
    expect(holders(...log)).toEqual([1, 0, 2]);
  });

  it("is told by the line after the lock was given back, where all asked for it at once", () => {
    const log = [
      ...starts(ONE, TWO, THREE), ...[4, 5, 6].map((line) => requested(line, { at: AT })), acquired(7, { at: AT }),
      released(8, { at: AT }), tagged(9, THREE), acquired(10, { at: AT }), released(11, { at: AT }), tagged(12, ONE), acquired(13, { at: AT }), released(14, { at: AT }), tagged(15, TWO),
    ];
    expect(holders(...log)).toEqual([2, 0, 1]);
  });

  it("goes by lines of this request alone, not by those of events that come for an instance meanwhile", () => {
    const event = (line: number): LogEvent => activity(line, { requestId: "req-event", instanceId: THREE });
    const log = [
      ...starts(ONE, TWO), ...starts(THREE), requested(10, { at: AT }), acquired(11, { at: AT }), event(12), released(13, { at: AT }), event(14), tagged(15, ONE),
      requested(20, { at: AT }), acquired(21, { at: AT }), event(22), released(23, { at: AT }), event(24), tagged(25, TWO),
      requested(30, { at: AT }), acquired(31, { at: AT }), released(33, { at: AT }), tagged(35, THREE),
    ];
    expect(holders(...log)).toEqual([0, 1, 2]);
  });

  it("stays open where no line of any of them is near", () => {
    const rest = Array.from({ length: 300 }, (_, index) => activity(10 + index, AT));
    const log = [...starts(ONE, TWO), ...rest, requested(400, { at: AT }), acquired(401, { at: AT }), released(402, { at: AT }), requested(403, { at: AT }), acquired(404, { at: AT }), released(405, { at: AT })];
    expect(holders(...log)).toEqual([undefined, undefined]);
  });
});
