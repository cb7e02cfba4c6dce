import { describe, expect, it } from "vitest";
import type { Acquisition, Resource } from "../support/simulator/engine/resource.ts";
import { blame, maxQueueDepth } from "../support/simulator/truth/blame.ts";

const resource = (name: string, permits = 1): Resource => ({ of: { kind: "lock", service: "s", name }, key: name, permits, order: "fifo" });
const L = resource("L");
const M = resource("M");

/** `actor` wants it at `wantedUs`, has it from `gotUs` to `leftUs`. */
const acquisition = (of: Resource, actor: number, wantedUs: number, gotUs: number, leftUs: number): Acquisition => ({
  resource: of,
  task: { id: actor, actor, boot: actor, phase: "create", program: "p" },
  by: `f${String(actor)}`,
  wantedUs,
  gotUs,
  leftUs,
});

describe("blame", () => {
  it("lays a wait on whoever held meanwhile", () => {
    const wait = acquisition(L, 3, 10, 100, 120);
    const all = [acquisition(L, 1, 0, 0, 40), acquisition(L, 2, 0, 40, 100), wait];
    expect(blame([wait], all, () => true)).toEqual({ ownWaitUs: 90, inheritedWaitUs: 0, unattributedWaitUs: 0, inheritedFrom: {}, causedBy: { f2: 60, f1: 30 }, causedByBoot: { 1: 30, 2: 60 } });
  });

  it("passes on what the holder itself waited for", () => {
    const wait = acquisition(L, 2, 20, 100, 110);
    // The holder of L waits for M from 30 to 70.
    const all = [acquisition(L, 1, 0, 0, 100), acquisition(M, 1, 30, 70, 80), acquisition(M, 9, 0, 0, 70), wait];
    expect(blame([wait], all, () => true)).toMatchObject({ ownWaitUs: 40, inheritedWaitUs: 40, inheritedFrom: { "s/M": 40 }, causedBy: { f1: 80 } });
  });

  it("passes nothing on that does not count", () => {
    const wait = acquisition(L, 2, 20, 100, 110);
    const all = [acquisition(L, 1, 0, 0, 100), acquisition(M, 1, 30, 70, 80), wait];
    expect(blame([wait], all, ({ resource: { key } }) => key !== "M")).toMatchObject({ ownWaitUs: 80, inheritedWaitUs: 0 });
  });

  it("divides an instant among all who hold a permit", () => {
    const pool = resource("pool", 2);
    const wait = acquisition(pool, 3, 0, 60, 70);
    const all = [acquisition(pool, 1, 0, 0, 60), acquisition(pool, 2, 0, 0, 60), wait];
    expect(blame([wait], all, () => true)).toMatchObject({ ownWaitUs: 60, causedBy: { f1: 30, f2: 30 } });
  });

  it("leaves a wait without a holder to nobody", () => {
    const wait = acquisition(L, 1, 0, 50, 50);
    expect(blame([wait], [wait], () => true)).toMatchObject({ ownWaitUs: 0, inheritedWaitUs: 0, unattributedWaitUs: 50 });
  });
});

describe("the deepest queue", () => {
  it("is that of one individual resource, an end before a beginning at one instant", () => {
    expect(maxQueueDepth([acquisition(L, 1, 0, 10, 20), acquisition(L, 2, 5, 20, 30), acquisition(L, 3, 10, 30, 40), acquisition(M, 4, 5, 30, 40)])).toBe(2);
  });
});
