import { describe, expect, it } from "vitest";
import { textsOf } from "../../src/lib/few.ts";
import { acquired, activity, banner, began, ended, identity, paired, requested, took } from "../support/events.ts";

describe("pairing one log", () => {
  it("gives an operation the time between its two lines", () => {
    expect(paired(began(10, "command", { key: "a" }), ended(25, "a", { outcome: "0" })).operations).toMatchObject([{ startUs: 10_000, endUs: 25_000, open: false, outcome: "0" }]);
  });

  it("reckons back from a line that tells only how long it took", () => {
    expect(paired(took(25, "build", 20)).operations).toMatchObject([{ startUs: 5_000, endUs: 25_000, open: false }]);
  });

  it("ends an operation where the next of its key begins", () => {
    expect(paired(began(10, "command", { key: "a" }), began(30, "command", { key: "a" }), ended(40, "a")).operations.map(({ startUs, endUs }) => [startUs / 1000, endUs / 1000])).toEqual([[10, 30], [30, 40]]);
  });

  it("leaves an operation open that the log's end cuts off", () => {
    expect(paired(began(10, "command"), activity(90)).operations).toMatchObject([{ endUs: 90_000, open: true }]);
  });

  it("ignores an end without a beginning", () => {
    expect(paired(ended(10, "a")).operations).toEqual([]);
  });

  it("never lets an operation end before it began", () => {
    expect(paired(began(10, "command", { key: "a" }), ended(4, "a")).operations).toMatchObject([{ startUs: 10_000, endUs: 10_000 }]);
  });

  it("learns what a thread works on from lines after the call began", () => {
    expect(paired(began(1, "libvirt-api", { at: { tid: 7 } }), identity(2, { domain: "instance-1" }, { tid: 7 })).operations).toMatchObject([{ work: { domain: "instance-1" } }]);
  });

  it("forgets what threads worked on when the process begins a new life", () => {
    const { acquisitions } = paired(began(1, "libvirt-api", { at: { tid: 7 } }), identity(2, { domain: "instance-1" }, { tid: 7 }), banner(5, "start"), acquired(9, { waitMs: 0, at: { tid: 7 } }));
    expect(acquisitions).toMatchObject([{ work: undefined }]);
  });

  it("keeps the lines of each request and instance with their times", () => {
    const { trails } = paired(activity(1, { requestId: "req-a" }), activity(2, { requestId: "req-b", instanceId: "i" }), activity(3, { requestId: "req-a", instanceId: "i" }));
    expect([...trails].map(([id, [trail]]) => [id, trail?.atUs, [...textsOf(trail?.instances)]])).toEqual([["req-a", [1_000, 3_000], ["i"]], ["req-b", [2_000], ["i"]], ["i", [2_000, 3_000], ["i"]]]);
  });

  it("counts a record once that gives several events", () => {
    const both = requested(5, { at: { requestId: "req-a" } });
    const { trails } = paired(both, { kind: "activity", head: both.head });
    expect(trails.get("req-a")?.[0]?.atUs).toEqual([5_000]);
  });

  it("knows its first and last instant by clock", () => {
    expect(paired(activity(5), activity(2), activity(90, { clock: "local" })).extents).toEqual([
      { source: 0, clock: "utc", fromUs: 2_000, toUs: 5_000 },
      { source: 0, clock: "local", fromUs: 90_000, toUs: 90_000 },
    ]);
  });
});
