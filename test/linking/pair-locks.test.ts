import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/model/event.ts";
import { acquired, activity, head, paired, released, requested } from "../support/events.ts";

const A = { requestId: "req-a" };
const B = { requestId: "req-b" };
const C = { requestId: "req-c" };

describe("pairing lock lines", () => {
  it("takes the durations that the lines state over differences of time stamps", () => {
    const { acquisitions } = paired(requested(0), acquired(100, { waitMs: 99 }), released(300, { holdMs: 199 }));
    expect(acquisitions).toMatchObject([{ waitUs: 99_000, holdUs: 199_000, state: "released" }]);
  });

  it("measures wait and hold from the time stamps where the lines state none", () => {
    const { acquisitions } = paired(requested(0, { form: "context" }), acquired(100, { form: "context" }), released(300, { form: "context" }));
    expect(acquisitions).toMatchObject([{ waitUs: 100_000, holdUs: 200_000 }]);
  });

  it("keeps two requests for one lock apart", () => {
    const { acquisitions } = paired(requested(0, { at: A }), requested(10, { at: B }), acquired(20, { at: B }), released(30, { at: B }), acquired(30, { at: A }));
    expect(acquisitions.map(({ writer, waitUs }) => [writer.requestId, waitUs])).toEqual([["req-a", 30_000], ["req-b", 10_000]]);
  });

  it("gives a lock to the one of several requests of one actor that the stated wait began with, within a millisecond", () => {
    const { acquisitions } = paired(requested(0, { at: A }), requested(10, { at: A }), requested(20, { at: A }), acquired(50, { waitMs: 39, at: A }), acquired(60, { waitMs: 60, at: A }), acquired(70, { waitMs: 50, at: A }));
    expect(acquisitions.map(({ requestLine, place }) => [requestLine, place.line])).toEqual([[1, 60], [10, 50], [20, 70]]);
  });

  it("notes in which lines a lock was asked for and given back", () => {
    expect(paired(requested(5), acquired(10), released(30)).acquisitions).toMatchObject([{ requestLine: 5, place: { line: 10 }, releaseLine: 30 }]);
    expect(paired(acquired(10)).acquisitions).toMatchObject([{ requestLine: undefined, releaseLine: undefined }]);
  });

  it("does not let one process end what another began", () => {
    const { acquisitions } = paired(requested(0, { form: "context", at: { pid: 1 } }), acquired(50, { form: "context", at: { pid: 2 } }));
    expect(acquisitions).toMatchObject([{ writer: { pid: 1 }, state: "waiting" }, { writer: { pid: 2 }, waitUs: undefined }]);
  });

  it("counts a wrapper's line and that of the lock inside it once, with the wrapper's duration", () => {
    const { acquisitions } = paired(
      requested(0, { form: "context" }),
      acquired(40, { form: "context" }),
      acquired(41, { form: "decorator", by: "sync", waitMs: 41 }),
      released(90, { form: "decorator", by: "sync", holdMs: 49 }),
      released(90, { form: "context" }),
    );
    expect(acquisitions).toMatchObject([{ by: "sync", waitUs: 41_000, holdUs: 49_000, state: "released" }]);
    expect(acquisitions).toHaveLength(1);
  });

  it("counts the wrapper once whichever release comes first", () => {
    const { acquisitions } = paired(
      acquired(40, { form: "context" }),
      acquired(41, { form: "decorator", by: "sync", waitMs: 41 }),
      released(90, { form: "context" }),
      released(91, { form: "decorator", by: "sync", holdMs: 50 }),
    );
    expect(acquisitions).toHaveLength(1);
    expect(acquisitions).toMatchObject([{ holdUs: 50_000 }]);
  });

  it("adds the external file stage to the wait of the lock around it", () => {
    const { acquisitions } = paired(
      requested(0, { form: "context" }), acquired(10, { form: "context" }),
      requested(10, { form: "file" }), acquired(35, { form: "file" }),
      released(60, { form: "context" }),
    );
    expect(acquisitions).toMatchObject([{ waitUs: 35_000, holdUs: 25_000, form: "context" }]);
  });

  it("adds the time to the file of a context, which does not say that it goes for it", () => {
    const { acquisitions } = paired(requested(0, { form: "context" }), acquired(10, { form: "context" }), acquired(35, { form: "file" }), released(50, { form: "context" }));
    expect(acquisitions).toMatchObject([{ waitUs: 35_000, holdUs: 15_000, external: true }]);
  });

  it("does not add the file stage to a duration that contains it already", () => {
    const { acquisitions } = paired(acquired(50, { waitMs: 50 }), requested(50, { form: "file" }), acquired(60, { form: "file" }));
    expect(acquisitions).toMatchObject([{ waitUs: 50_000 }]);
  });

  it("leaves what still waits or is held at the end of the log open", () => {
    const { acquisitions } = paired(
      acquired(0, { waitMs: 0, at: B }), released(1, { holdMs: 1, at: B }),
      acquired(2, { waitMs: 0, at: A }), requested(10, { at: B }), { kind: "activity", head: head(100) },
    );
    expect(acquisitions.map(({ state, waitUs }) => [state, waitUs])).toEqual([["released", 0], ["held", 0], ["waiting", 90_000]]);
  });

  it("does not call a lock held whose generation never logs a release", () => {
    const { acquisitions } = paired(acquired(0), acquired(50, { at: B }));
    expect(acquisitions.map(({ state, holdUs }) => [state, holdUs])).toEqual([["released", undefined], ["released", undefined]]);
  });

  it("keeps a release whose acquisition lies before the log, with its hold", () => {
    const { acquisitions } = paired(released(100, { holdMs: 70 }));
    expect(acquisitions).toMatchObject([{ waitUs: undefined, holdUs: 70_000, acquiredUs: undefined }]);
  });

  it("pairs by key where the asker and the taker are different threads, and names the taker", () => {
    const { acquisitions } = paired(requested(0, { form: "job", key: "k", at: { tid: 1 } }), acquired(5, { form: "job", key: "k", at: { tid: 7 } }));
    expect(acquisitions).toMatchObject([{ waitUs: 5_000, writer: { tid: 7 } }]);
  });

  it("ends what was open when the process begins a new life", () => {
    const { acquisitions } = paired(
      acquired(0, { waitMs: 0 }), released(1, { holdMs: 1 }), acquired(2, { waitMs: 0 }), requested(3, { at: B }),
      { kind: "banner", head: head(10), product: "p", version: undefined, life: "start" }, acquired(20, { waitMs: 0, at: B }),
    );
    expect(acquisitions.map(({ state }) => state)).toEqual(["released", "released", "abandoned", "held"]);
  });

  it("counts a failed attempt as abandoned, not as an acquisition", () => {
    const { acquisitions } = paired(requested(0), { ...released(1), kind: "lock-abandoned", reason: "non-blocking", waitUs: undefined, holder: undefined });
    expect(acquisitions).toMatchObject([{ state: "abandoned", waitUs: 1_000 }]);
  });

  it("does not call a lock held that another request got since: its release was lost", () => {
    const { acquisitions } = paired(acquired(0, { waitMs: 0, at: A }), acquired(10, { waitMs: 0, at: B }), released(20, { holdMs: 10, at: B }));
    expect(acquisitions.map(({ state, holdUs }) => [state, holdUs])).toEqual([["released", undefined], ["released", 10_000]]);
  });

  it("still takes a release that is logged after the next one's acquisition", () => {
    const { acquisitions } = paired(acquired(0, { waitMs: 0, at: A }), acquired(10, { waitMs: 9, at: B }), released(11, { holdMs: 10, at: A }));
    expect(acquisitions.map(({ state, holdUs }) => [state, holdUs])).toEqual([["released", 10_000], ["held", undefined]]);
  });

  it("does not end a hold by what another gives back, once someone else had the lock since: the one's release is lost, and the line that the other got it", () => {
    const { acquisitions } = paired(acquired(0, { waitMs: 0, at: A }), acquired(10, { waitMs: 0, at: B }), released(20, { holdMs: 10, at: B }), released(4000, { holdMs: 30, at: C }));
    expect(acquisitions.map(({ state, releasedUs, holdUs }) => [state, releasedUs, holdUs])).toEqual([
      ["released", undefined, undefined],
      ["released", 20_000, 10_000],
      ["released", 4_000_000, 30_000],
    ]);
  });

  it("tells a wait whose end no line shows from its request and the stated hold", () => {
    const { acquisitions } = paired(requested(1000, { at: A }), released(6000, { holdMs: 1000, at: A }), { kind: "activity", head: head(9000) });
    expect(acquisitions).toMatchObject([{ waitUs: 4_000_000, acquiredUs: 5_000_000, releasedUs: 6_000_000, holdUs: 1_000_000, state: "released", since: { line: 1000 }, place: { line: 6000 } }]);
    expect(acquisitions).toHaveLength(1);
  });

  it("does not end a wait by the release of another function, of another request, or of a hold that began before it", () => {
    const states = (by: string, at: typeof A, holdMs: number): readonly string[] => paired(requested(1000, { at: A }), released(6000, { by, holdMs, at })).acquisitions.map(({ state }) => state);
    expect([states("g", A, 1000), states("f", B, 1000), states("f", A, 5500)]).toEqual([["released"], ["waiting", "released"], ["released"]]);
  });

  it("leaves out a wait of whose end no line tells where who waited wrote on, and counts it", () => {
    const lostAfter = (...events: readonly LogEvent[]): readonly unknown[] => {
      const { acquisitions, lost } = paired(requested(1000, { at: A }), ...events);
      return [acquisitions.map(({ state, waitUs }) => [state, waitUs]), lost];
    };
    expect(lostAfter(activity(2000, A), activity(9000, B))).toEqual([[], 1]);
    expect(lostAfter(activity(9000, B))).toEqual([[["waiting", 8_000_000]], 0]);
    expect(lostAfter(activity(1003, A), activity(9000, B))).toEqual([[["waiting", 8_000_000]], 0]);
  });

  it("tells such a wait from its release even after a short hold, unless who waited wrote on before that", () => {
    const of = (...events: readonly LogEvent[]): readonly unknown[] => paired(requested(1000, { at: A }), ...events, activity(9000, A)).acquisitions.map(({ waitUs, holdUs }) => [waitUs, holdUs]);
    expect(of(released(3000, { holdMs: 2, at: A }))).toEqual([[1_998_000, 2_000]]);
    expect(of(activity(1500, A), released(3000, { holdMs: 2, at: A }))).toEqual([[undefined, 2_000]]);
  });

  it("takes a key that is used anew for another passage", () => {
    const anew = [requested(5000, { key: "m" }), acquired(5010, { key: "m" }), released(5020, { key: "m" })];
    const of = (...before: readonly LogEvent[]): readonly unknown[] => {
      const { acquisitions, lost } = paired(requested(0, { key: "m" }), ...before, ...anew);
      return [acquisitions.map(({ waitUs }) => (waitUs ?? 0) / 1000), lost];
    };
    // Whoever came after the first was let in, so that its turn is over.
    expect(of(requested(100, { key: "n" }), acquired(110, { key: "n" }), released(120, { key: "n" }))).toEqual([[10, 10], 1]);
    expect(of(acquired(20, { key: "m" }), released(30, { key: "m" }))).toEqual([[20, 10], 0]);
  });

  it("does not leave one waiting in a pool that let in others who came after it", () => {
    const { acquisitions, lost } = paired(requested(0, { key: "m" }), requested(100, { key: "n" }), acquired(110, { key: "n" }), activity(9000));
    expect([acquisitions.map(({ waitUs }) => waitUs), lost]).toEqual([[10_000], 1]);
  });

  it("may see one name held twice where the lines name no process", () => {
    const one = { ...A, pid: undefined };
    const other = { ...B, pid: undefined };
    const { acquisitions } = paired(acquired(0, { at: { pid: 3 } }), released(1, { at: { pid: 3 } }), acquired(2, { at: one }), acquired(3, { at: other }));
    expect(acquisitions.map(({ state }) => state)).toEqual(["released", "held", "held"]);
  });

  it("never waits less than nothing, even where the clock was set back", () => {
    const { acquisitions } = paired(requested(10), { ...released(4), kind: "lock-abandoned", reason: "timeout", waitUs: undefined, holder: undefined });
    expect(acquisitions).toMatchObject([{ waitUs: 0 }]);
  });

  it("knows a lock as held when the log ends after a line that stated its wait, though no release was seen", () => {
    expect(paired(acquired(5, { waitMs: 5 }), { kind: "activity", head: head(50) }).acquisitions).toMatchObject([{ state: "held" }]);
  });

  it("ends a lock that never logs its release where its file is given back", () => {
    const { acquisitions } = paired(acquired(0), requested(1, { form: "file" }), acquired(41, { form: "file" }), released(91, { form: "file" }));
    expect(acquisitions).toMatchObject([{ form: "decorator", waitUs: 40_000, holdUs: 50_000, state: "released" }]);
    expect(acquisitions).toHaveLength(1);
  });

  it("knows that the wait for the file is the last part of a wait whose first part no line tells", () => {
    const { acquisitions } = paired(acquired(0), requested(1, { form: "file" }), acquired(41, { form: "file" }));
    expect(acquisitions).toMatchObject([{ waitUs: 40_000, fileWaitUs: 40_000 }]);
  });

  it("knows of no part of a wait that lines leave out where the lock was asked for before its file", () => {
    const form = "context";
    const { acquisitions } = paired(requested(0, { form }), acquired(10, { form }), requested(10, { form: "file" }), acquired(35, { form: "file" }));
    expect(acquisitions).toMatchObject([{ waitUs: 35_000, fileWaitUs: undefined }]);
  });

  it("knows a lock as held whose file was not given back when the log ends, where others were", () => {
    const { acquisitions } = paired(
      acquired(0), requested(1, { form: "file" }), acquired(2, { form: "file" }), released(9, { form: "file" }),
      acquired(10, { at: B }), requested(11, { form: "file", at: B }), acquired(12, { form: "file", at: B }), { kind: "activity", head: head(50) },
    );
    expect(acquisitions.map(({ state }) => state)).toEqual(["released", "held"]);
  });

  it("knows that who has a lock and asked for its file still waits when the log ends", () => {
    expect(paired(acquired(0), requested(10, { form: "file" }), { kind: "activity", head: head(50) }).acquisitions).toMatchObject([{ state: "waiting", waitUs: 40_000, fileWaitUs: 40_000 }]);
  });

  it("counts once a lock whose file and own name are both given back", () => {
    const form = "context";
    const { acquisitions } = paired(acquired(0, { form }), requested(1, { form: "file" }), acquired(41, { form: "file" }), released(91, { form: "file" }), released(92, { form }));
    expect(acquisitions).toMatchObject([{ form, holdUs: 50_000, state: "released" }]);
    expect(acquisitions).toHaveLength(1);
  });
});

describe("pairing lines of one instant that stand in another order than they were made", () => {
  const lines = [requested(10), acquired(10, { waitMs: 0 }), released(10, { holdMs: 0 })] as const;
  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

  it.each(orders)("counts one acquisition, over at once (%i, %i, %i)", (...order) => {
    const shuffled = order.map((index) => lines[index]).filter((line) => line !== undefined);
    expect(paired(...shuffled, { kind: "activity", head: head(9_000) }).acquisitions).toMatchObject([{ waitUs: 0, holdUs: 0, state: "released" }]);
  });

  it("keeps a short hold whose release came first", () => {
    const { acquisitions } = paired(released(14, { holdMs: 3 }), acquired(11, { waitMs: 0 }));
    expect(acquisitions).toMatchObject([{ acquiredUs: 11_000, releasedUs: 14_000, holdUs: 3_000, state: "released" }]);
    expect(acquisitions).toHaveLength(1);
  });

  it("does not take a later request for the one that a line did not show", () => {
    const { acquisitions } = paired(acquired(10, { waitMs: 0 }), released(11, { holdMs: 1 }), requested(12));
    expect(acquisitions.map(({ state }) => state)).toEqual(["released", "waiting"]);
  });

  it("does not take the request of another for its own", () => {
    const { acquisitions } = paired(acquired(10, { waitMs: 0, at: A }), requested(10, { at: B }));
    expect(acquisitions.map(({ state }) => state)).toEqual(["held", "waiting"]);
  });
});
