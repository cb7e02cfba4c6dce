import { describe, expect, it } from "vitest";
import { eventsOf, eventWaitsOf, type EventRecords } from "../../src/linking/event-waits.ts";
import { actor } from "../support/traces.ts";

const PORT = "network-vif-plugged-4696d181-0000-4000-8000-000000000001";
const S = 1_000_000;

function waitsOf(records: Partial<EventRecords>): readonly (readonly [number, number])[] {
  return eventWaitsOf({ completed: [], awaited: [], received: [], guestStartsUs: [], openUntilUs: undefined, linesOf: () => [], actor: actor(), ...records }).map(({ startUs, endUs }) => [startUs / S, endUs / S] as const);
}

const place = { source: 0, line: 1 };
const completed = (atS: number, seconds: number | undefined): EventRecords["completed"] => [
  { atUs: atS * S, atLeastUs: seconds === undefined ? undefined : seconds * S, events: ["network-vif-plugged"], outcome: "completed", requestId: "req-a", place },
];
const at = (atS: number, event = PORT): EventRecords["awaited"][number] => ({ atUs: atS * S, event, place });
const lines = (...instants: readonly number[]): Pick<EventRecords, "linesOf"> => ({ linesOf: (id) => (id === "req-a" ? instants.map((one) => one * S) : []) });

describe("waits for external events", () => {
  it("begin at the request's last own line n to n + 1 seconds before the line that says it took n", () => {
    expect(waitsOf({ completed: completed(20, 3), ...lines(10, 16.2, 16.8, 18, 20) })).toEqual([[16.8, 20]]);
  });

  it("count a line exactly n and one exactly n + 1 seconds before", () => {
    expect([waitsOf({ completed: completed(20, 3), ...lines(17) }), waitsOf({ completed: completed(20, 3), ...lines(16) })]).toEqual([[[17, 20]], [[16, 20]]]);
  });

  it("last n seconds where the request has no line in that second", () => {
    expect(waitsOf({ completed: completed(20, 3), ...lines(10, 18) })).toEqual([[17, 20]]);
  });

  it("begin at the guest's start where that lies in that second and no own line does", () => {
    expect(waitsOf({ completed: completed(20, 3), ...lines(10), guestStartsUs: [5 * S, 16.5 * S] })).toEqual([[16.5, 20]]);
  });

  it("begin at the guest's start where that came after the last own line, at the first of its lines", () => {
    expect(waitsOf({ completed: completed(20, 3), ...lines(10, 16.2), guestStartsUs: [5 * S, 16.5 * S, 16.9 * S] })).toEqual([[16.5, 20]]);
  });

  it("begin at the last own line where that came after the guest's start", () => {
    expect(waitsOf({ completed: completed(20, 3), ...lines(10, 16.8), guestStartsUs: [16.5 * S] })).toEqual([[16.8, 20]]);
  });

  it("of less than a second begin at the last line before", () => {
    expect(waitsOf({ completed: completed(20, 0), ...lines(18, 19.4, 20) })).toEqual([[19.4, 20]]);
  });

  it("begin at the guest's start where the line does not say how long it took", () => {
    expect(waitsOf({ completed: completed(20, undefined), guestStartsUs: [3 * S, 12 * S, 25 * S] })).toEqual([[12, 20]]);
  });

  it("run from the guest's start to the event where no line tells of their end", () => {
    expect(waitsOf({ awaited: [at(10)], guestStartsUs: [12 * S], received: [at(15)] })).toEqual([[12, 15]]);
  });

  it("are none for an event that arrived before the guest's start", () => {
    expect(waitsOf({ awaited: [at(10)], guestStartsUs: [12 * S], received: [at(11)] })).toEqual([]);
  });

  it("lasts to the end of the logs if the event never came and the boot is still under way", () => {
    expect(waitsOf({ awaited: [at(10)], guestStartsUs: [12 * S], openUntilUs: 40 * S })).toEqual([[12, 40]]);
  });

  it("is one wait for a boot with two ports, until the later event", () => {
    const other = "network-vif-plugged-4696d181-0000-4000-8000-000000000002";
    expect(waitsOf({ awaited: [at(10), at(10, other)], guestStartsUs: [12 * S], received: [at(15), at(17, other)] })).toEqual([[12, 17]]);
  });

  it("are none where the guest was never started", () => {
    expect(waitsOf({ awaited: [at(10)], received: [at(15)] })).toEqual([]);
  });

  it("do not end with the event of another port", () => {
    expect(waitsOf({ awaited: [at(10)], guestStartsUs: [12 * S], received: [at(15, "network-vif-plugged-4696d181-0000-4000-8000-000000000002")] })).toEqual([]);
  });

  it("are told once for an event prepared twice", () => {
    expect(waitsOf({ awaited: [at(10), at(10.5)], guestStartsUs: [12 * S], received: [at(15)] })).toEqual([[12, 15]]);
  });

  it("are named without the port, so that those of all instances rank as one", () => {
    const waits = eventWaitsOf({ completed: [], awaited: [at(10)], received: [at(15)], guestStartsUs: [12 * S], openUntilUs: undefined, linesOf: () => [], actor: actor() });
    expect(waits.map(({ event }) => event)).toEqual(["network-vif-plugged"]);
  });

  it("say when they timed out", () => {
    const [done] = completed(20, 5);
    const waits = eventWaitsOf({ completed: done === undefined ? [] : [{ ...done, outcome: "timeout" }], awaited: [], received: [], guestStartsUs: [], openUntilUs: undefined, linesOf: () => [], actor: actor() });
    expect(waits.map(({ outcome }) => outcome)).toEqual(["timeout"]);
  });
});

describe("external events that came", () => {
  it("are told with when they were prepared for, needed and received, whether or not anyone waited", () => {
    const records: EventRecords = { completed: [], awaited: [at(10), at(11, "network-changed-4696d181-0000-4000-8000-000000000001")], received: [at(12), at(20)], guestStartsUs: [9 * S, 14 * S], openUntilUs: undefined, linesOf: () => [], actor: actor() };
    expect(eventsOf(records)).toEqual([{ event: "network-vif-plugged", preparedUs: 10 * S, neededUs: 14 * S, receivedUs: 12 * S, place }]);
  });
});
