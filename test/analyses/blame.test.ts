import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { waitOf } from "../../src/analyses/awaited.ts";
import { blameHolders, heldStretch, type Blame, type Blaming } from "../../src/analyses/blame.ts";
import { tellBlocked } from "../../src/analyses/blocked-holders.ts";
import { tellLines } from "../../src/analyses/main-line.ts";
import { stretchesOf } from "../../src/lib/stretches.ts";
import type { Acquisition } from "../../src/model/trace.ts";
import { actor, life, trace } from "../support/traces.ts";

const A = { actor: actor({ requestId: "req-a" }), by: "a" };
const B = { actor: actor({ requestId: "req-b" }), by: "b" };
const C = { actor: actor({ requestId: "req-c" }), by: "c" };

const END_US = 1_000_000;

const blamingOf = (acquisitions: readonly Acquisition[], endUs = END_US): Blaming => blameHolders(acquisitions, endUs, tellBlocked(acquisitions, tellLines(trace({ acquisitions }))));

/** Own, inherited and unattributed milliseconds of one of the acquisitions. */
function split(wait: Acquisition, ...others: readonly Acquisition[]): readonly [number, number, number] {
  const { ownUs, inheritedUs, unattributedUs } = blamingOf([...others, wait]).split(wait);
  return [ownUs / 1000, inheritedUs / 1000, unattributedUs / 1000];
}

const shares = (wait: Acquisition, ...others: readonly Acquisition[]): (readonly [string | undefined, number])[] =>
  blamingOf([...others, wait]).sharesOf(wait).map(({ holder, us }) => [holder.by, us / 1000] as const);

describe("blaming holders", () => {
  it("gives the wait to the one who held the lock meanwhile", () => {
    expect(shares(life(10, 40, 50, B), life(0, 0, 40, A))).toEqual([["a", 30]]);
  });

  it("divides a wait over holders that followed one another", () => {
    expect(shares(life(0, 30, 40, C), life(0, 0, 20, A), life(0, 20, 30, B))).toEqual([["a", 20], ["b", 10]]);
  });

  it("gives two who hold it together half each", () => {
    expect(shares(life(0, 30, 40, C), life(0, 0, 30, A), life(0, 10, 30, B))).toEqual([["a", 20], ["b", 10]]);
  });

  it("leaves to nobody what no known hold covers", () => {
    expect(split(life(0, 30, 40, B), life(0, 5, 15, A))).toEqual([10, 0, 20]);
  });

  it("does not blame holders of another lock", () => {
    expect(split(life(0, 30, 40, B), life(0, 0, 30, { ...A, lock: "M" }))).toEqual([0, 0, 30]);
  });

  it("does not blame an equal name that is another individual lock", () => {
    expect(split(life(0, 30, 40, { ...B, identity: "host 2, L" }), life(0, 0, 30, { ...A, identity: "host 1, L" }))).toEqual([0, 0, 30]);
  });

  it("counts as inherited what the holder itself waited for another lock", () => {
    // A holds L from 0 to 30 and waits for M from 10 to 18 of that.
    expect(split(life(5, 30, 40, B), life(0, 0, 30, A), life(10, 18, 20, { ...A, lock: "M" }))).toEqual([17, 8, 0]);
  });

  it("inherits only what falls into the wait", () => {
    expect(split(life(15, 30, 40, B), life(0, 0, 30, A), life(10, 18, 20, { ...A, lock: "M" }))).toEqual([12, 3, 0]);
  });

  it("inherits a half of what one of two holders waited", () => {
    expect(split(life(0, 30, 40, C), life(0, 0, 30, A), life(0, 0, 30, B), life(10, 20, 21, { ...A, lock: "M" }))).toEqual([25, 5, 0]);
  });

  it("inherits nothing from what another request waited", () => {
    expect(split(life(5, 30, 40, B), life(0, 0, 30, A), life(10, 18, 20, { ...C, lock: "M" }))).toEqual([25, 0, 0]);
  });

  it("inherits nothing from a wait under the holder's request that outlasts the hold: another green thread's", () => {
    expect(split(life(5, 30, 40, B), life(0, 0, 30, A), life(10, 90, 95, { ...A, lock: "M" }))).toEqual([25, 0, 0]);
  });

  it("inherits from a wait that outlasts a hold whose end no line tells", () => {
    expect(split(life(5, 30, 40, B), { ...life(0, 0, undefined, A), state: "released", heldUntilUs: 30_000 }, life(10, 90, 95, { ...A, lock: "M" }))).toEqual([5, 20, 0]);
  });

  it("inherits nothing from a holder that no line names", () => {
    const nameless = { actor: actor() };
    expect(split(life(5, 30, 40, B), life(0, 0, 30, nameless), life(10, 18, 20, { ...nameless, lock: "M" }))).toEqual([25, 0, 0]);
  });

  it("blames who still holds it when the log ends", () => {
    expect(split(life(10, 900, undefined, { ...B, state: "waiting" }), life(0, 0, undefined, A))).toEqual([890, 0, 0]);
  });

  it("blames nobody for no wait", () => {
    expect([split(life(20, 20, 30, B), life(0, 0, 30, A)), split(life(undefined, 20, 30, B), life(0, 0, 30, A))]).toEqual([[0, 0, 0], [0, 0, 0]]);
  });

  it("survives two that wait for one another", () => {
    const wait = life(5, 20, undefined, { ...B, lock: "L", state: "waiting" });
    expect(split(wait, life(0, 0, 20, A), life(0, 2, 20, { ...B, lock: "M" }), life(5, 20, undefined, { ...A, lock: "M", state: "waiting" }))).toEqual([0, 15, 0]);
  });

  it("adds up what one hold cost all who waited, and how many they were", () => {
    const waits = [life(10, 40, 50, B), life(20, 50, 60, C)];
    const { holds, us, waits: numbers } = blamingOf([life(0, 0, 40, A), ...waits]).causedBy("L", stretchesOf(waits.flatMap((wait) => waitOf(wait) ?? [])));
    expect(holds.map(({ acquisition }, index) => [acquisition.by, (us[index] ?? 0) / 1000, numbers[index]])).toEqual([["a", 50, 2], ["b", 10, 1], ["c", 0, 0]]);
  });
});

describe("when a lock was held", () => {
  it("is from acquisition to release", () => {
    expect(heldStretch(life(0, 10, 30), END_US)).toEqual({ startUs: 10_000, endUs: 30_000 });
  });

  it("is told by the release alone where it says how long", () => {
    expect(heldStretch({ ...life(0, 10, 30), acquiredUs: undefined }, END_US)).toEqual({ startUs: 10_000, endUs: 30_000 });
  });

  it("is until the log ends while it is held", () => {
    expect(heldStretch(life(0, 10, undefined), END_US)).toEqual({ startUs: 10_000, endUs: END_US });
  });

  it("is unknown for a wait in vain", () => {
    expect([heldStretch({ ...life(0, 10, undefined), state: "waiting" }, END_US), heldStretch({ ...life(0, 10, undefined), state: "abandoned" }, END_US)]).toEqual([undefined, undefined]);
  });

  it("is unknown where the release was not seen", () => {
    expect(heldStretch({ ...life(0, 10, undefined), state: "released" }, END_US)).toBeUndefined();
  });

  it("lasts as long as someone waited where its release was lost", () => {
    expect(heldStretch({ ...life(0, 10, undefined), state: "released", heldUntilUs: 25_000 }, END_US)).toEqual({ startUs: 10_000, endUs: 25_000 });
  });

  it("has its stated length, up to its release, where the clock was set back meanwhile", () => {
    expect(heldStretch({ ...life(0, 20_000, 4_000), holdUs: 9_000_000 }, END_US)).toEqual({ startUs: -5_000_000, endUs: 4_000_000 });
  });

  it("lasts from line to line where the clock was set forward: who waited meanwhile waited for it", () => {
    expect(heldStretch({ ...life(0, 10_000, 49_000), holdUs: 9_000_000 }, END_US)).toEqual({ startUs: 10_000_000, endUs: 49_000_000 });
  });

  it("never ends before it begins", () => {
    expect(heldStretch({ ...life(0, 20_000, 19_500), holdUs: 0 }, END_US)).toEqual({ startUs: 20_000_000, endUs: 20_000_000 });
  });
});

describe("laws of blame", () => {
  const anyLife = fc
    .record({
      wantedMs: fc.nat(60), waitMs: fc.nat(30), holdMs: fc.nat(30), who: fc.constantFrom("req-a", "req-b", "req-c", undefined), lock: fc.constantFrom("L", "M"),
      state: fc.constantFrom<Acquisition["state"]>("released", "released", "held", "waiting", "abandoned"),
    })
    .map(({ wantedMs, waitMs, holdMs, who, lock, state }) =>
      life(wantedMs, wantedMs + waitMs, state === "released" ? wantedMs + waitMs + holdMs : undefined, { state, lock, actor: actor({ requestId: who }) }),
    );
  const lives = fc.array(anyLife, { maxLength: 15 }).map((list) => [...list].sort((a, b) => (a.acquiredUs ?? 0) - (b.acquiredUs ?? 0)));

  it("own, inherited and unattributed are the wait, and none is negative", () => {
    fc.assert(
      fc.property(lives, (list) => {
        const blaming = blamingOf(list, 130_000);
        for (const wait of list) {
          const { ownUs, inheritedUs, unattributedUs }: Blame = blaming.split(wait);
          expect(ownUs + inheritedUs + unattributedUs).toBe(wait.waitUs);
          expect(Math.min(ownUs, inheritedUs, unattributedUs)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("waits split one by one and many at once are split alike", () => {
    fc.assert(
      fc.property(lives, (list) => {
        const blaming = blamingOf(list, 130_000);
        for (const wait of list) expect(blaming.split(wait)).toEqual(blamingOf(list, 130_000).split(wait));
      }),
      { numRuns: 300 },
    );
  });

  it("the holders' shares are what is attributed of each wait", () => {
    fc.assert(
      fc.property(lives, (list) => {
        const blaming = blamingOf(list, 130_000);
        for (const wait of list) {
          const { ownUs, inheritedUs } = blaming.split(wait);
          expect(blaming.sharesOf(wait).reduce((sum, { us }) => sum + us, 0)).toBeCloseTo(ownUs + inheritedUs, 3);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("what each hold caused altogether is the sum of its shares in the single waits", () => {
    fc.assert(
      fc.property(lives, (list) => {
        const blaming = blamingOf(list, 130_000);
        const singly = new Map<Acquisition, number>();
        for (const { holder, us } of list.flatMap((wait) => blaming.sharesOf(wait))) singly.set(holder, (singly.get(holder) ?? 0) + us);
        const together = new Map<Acquisition, number>();
        for (const identity of new Set(list.map((one) => one.identity))) {
          const { holds, us } = blaming.causedBy(identity, stretchesOf(list.filter((one) => one.identity === identity).flatMap((one) => waitOf(one) ?? [])));
          holds.forEach(({ acquisition }, index) => together.set(acquisition, us[index] ?? 0));
        }
        for (const holder of list) expect(together.get(holder) ?? 0).toBeCloseTo(singly.get(holder) ?? 0, 3);
      }),
      { numRuns: 300 },
    );
  });

  it("each instant of a wait goes to its holders in equal parts, as counted instant by instant", () => {
    fc.assert(
      fc.property(lives, (list) => {
        const blaming = blamingOf(list, 130_000);
        const stretches = list.map((one) => heldStretch(one, 130_000));
        for (const wait of list) {
          const counted = new Map<Acquisition, number>();
          const gotUs = wait.acquiredUs ?? 0;
          for (let atUs = gotUs - (wait.waitUs ?? 0); atUs < gotUs; atUs += 1000) {
            const holders = list.filter((one, index) => {
              const held = stretches[index];
              return one.identity === wait.identity && held !== undefined && held.startUs <= atUs && atUs < held.endUs;
            });
            for (const holder of holders) counted.set(holder, (counted.get(holder) ?? 0) + 1000 / holders.length);
          }
          const told = new Map(blaming.sharesOf(wait).map(({ holder, us }) => [holder, us]));
          for (const holder of list) expect(told.get(holder) ?? 0).toBeCloseTo(counted.get(holder) ?? 0, 3);
        }
      }),
    );
  });
});
