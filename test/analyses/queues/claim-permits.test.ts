import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimPermits, type ClaimTerms } from "../../../src/analyses/queues/claim-permits.ts";
import { serve, visit, type Wish } from "./visits.ts";

const TERMS: ClaimTerms = { arrivals: "seen", passingUs: 20_000, untilUs: 1_000_000_000 };

/** All want in at once, and each takes this long, ms. */
function storm(servicesMs: readonly number[]): readonly Wish[] {
  return servicesMs.map((serviceMs, index) => ({ arrivalMs: index, serviceMs }));
}

describe("a pool of permits", () => {
  it("is claimed where six boots pass two at a time, with how long each waited", () => {
    // Two at once: 0–4 and 1–6 s, then 4–9, 6–10, 9–12, 10–14.
    const visits = [visit(0, 0, 4000), visit(1, 1, 6000), visit(2, 4000, 9000), visit(3, 6000, 10000), visit(4, 9000, 12000), visit(5, 10000, 14000)];
    const claim = claimPermits(visits, TERMS);
    expect(claim?.permits).toBe(2);
    expect(claim?.waitsUs).toEqual([0, 0, 3_998_000, 5_997_000, 8_996_000, 9_995_000]);
    expect(claim?.basis).toBe("never more than 2 inside, and exactly 2 for 100 % of the 10.0 s in which others waited; 4 starts followed an end at once");
  });

  it("is not claimed where nobody waits for more than the way in", () => {
    expect(claimPermits(Array.from({ length: 10 }, (_, index) => visit(index, index + 15, 9000 + 100 * index)), TERMS)).toBeUndefined();
  });

  it("is not claimed for less than a second of waiting in all", () => {
    expect(claimPermits(serve(storm([100, 100, 100, 100]), 1), TERMS)).toBeUndefined();
    expect(claimPermits(serve(storm([300, 300, 300, 300]), 1), TERMS)?.permits).toBe(1);
  });

  it("needs three starts that follow an end: of three boots that pass one at a time only two do", () => {
    expect(claimPermits(serve(storm([2000, 2000, 2000]), 1), TERMS)).toBeUndefined();
    expect(claimPermits(serve(storm([2000, 2000, 2000, 2000]), 1), TERMS)?.permits).toBe(1);
  });

  it("is seen again however short the wait was, where another stretch showed it", () => {
    const visits = serve(storm([400, 500, 300]), 2);
    expect(claimPermits(visits, TERMS)).toBeUndefined();
    expect(claimPermits(visits, { ...TERMS, knownPermits: 2 })?.waitsUs).toEqual([0, 0, 398_000]);
  });

  it("is seen again by one start that follows an end where another stretch showed it", () => {
    const visits = serve(storm([2000, 2000, 2000]), 2);
    expect(claimPermits(visits, TERMS)).toBeUndefined();
    expect(claimPermits(visits, { ...TERMS, knownPermits: 2 })?.permits).toBe(2);
    expect(claimPermits(visits, { ...TERMS, knownPermits: 3 })).toBeUndefined();
  });

  it("is not claimed where one boot follows another because the client asks for them one by one", () => {
    // Each arrives 50 ms after the one before has left, and is let in 100 ms later.
    const visits = Array.from({ length: 20 }, (_, index) => visit(index * 2000, index * 2000 + 100, index * 2000 + 1950));
    expect(claimPermits(visits, TERMS)).toBeUndefined();
  });

  it("is not claimed where the boots before the step are slow, each in its own time, with no limit inside", () => {
    const visits = Array.from({ length: 20 }, (_, index) => visit(0, 500 + 137 * index, 500 + 137 * index + 9000));
    expect(claimPermits(visits, TERMS)).toBeUndefined();
  });

  it("is claimed where boots are still waiting and still inside when the logs end", () => {
    const visits = [visit(0, 0, 4000), visit(0, 0, 5000), visit(0, 4000, 8000), visit(0, 5000, 9000), visit(0, 8000, undefined), visit(0, 9000, undefined), visit(0, undefined, undefined)];
    const claim = claimPermits(visits, { ...TERMS, untilUs: 12_000_000 });
    expect(claim?.permits).toBe(2);
    expect(claim?.waitsUs.at(-1)).toBe(12_000_000);
  });

  it("keeps its number where a start is logged some ms before the end that allowed it", () => {
    const visits = serve(storm(Array.from({ length: 12 }, (_, index) => 3000 + 170 * index)), 4).map((one) => ({ ...one, endUs: (one.endUs ?? 0) + 40_000 }));
    expect(claimPermits(visits, TERMS)?.permits).toBe(4);
  });

  it("does not count as waiting what a boot spent before all permits were taken", () => {
    // All come at 0 but are slow on their way in, the first two by 300 ms.
    const claim = claimPermits([visit(0, 300, 4000), visit(0, 300, 5000), visit(0, 4000, 8000), visit(0, 5000, 9000), visit(0, 8000, 12000)], TERMS);
    expect(claim?.waitsUs).toEqual([0, 0, 3_700_000, 4_700_000, 7_700_000]);
  });
});

describe("a pool whose arrivals are seen upstream only", () => {
  const upstream: ClaimTerms = { ...TERMS, arrivals: "upstream" };

  it("is claimed where it stays full and every start follows an end", () => {
    // Handed on at 0, but the first come in over six seconds: other work lies between.
    const visits = [visit(0, 2000, 12000), visit(0, 4000, 13000), visit(0, 6000, 14000), visit(0, 12000, 20000), visit(0, 13000, 21000), visit(0, 14000, 22000), visit(0, 20000, 26000)];
    const claim = claimPermits(visits, upstream);
    expect(claim?.permits).toBe(3);
    expect(claim?.waitsUs).toEqual([0, 0, 0, 6_000_000, 7_000_000, 8_000_000, 14_000_000]);
  });

  it("is not claimed where those who found one free were as long on their way as those who did not, one start every 200 ms", () => {
    const paced = Array.from({ length: 60 }, (_, index) => visit(index * 200, index * 200 + 58, index * 200 + 890));
    expect(claimPermits(paced, upstream)).toBeUndefined();
  });

  it("is not claimed where some starts follow no end", () => {
    const visits = [visit(0, 2000, 12000), visit(0, 4000, 13000), visit(0, 6000, 14000), visit(0, 12000, 20000), visit(0, 13500, 21000), visit(0, 14600, 22000), visit(0, 20700, 26000)];
    expect(claimPermits(visits, upstream)).toBeUndefined();
  });
});

describe("claims in general", () => {
  const services = fc.array(fc.integer({ min: 800, max: 4000 }), { minLength: 12, maxLength: 40 });

  it("find the exact number of permits, in any order of service and with jitter between end and start", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), services, fc.infiniteStream(fc.nat(1000)), (permits, servicesMs, dice) => {
        const roll = (below: number): number => (dice.next().value ?? 0) % Math.max(1, below);
        const visits = serve(storm(servicesMs), permits, roll).map((one) => ({ ...one, endUs: (one.endUs ?? 0) - 1000 * roll(30) }));
        expect(claimPermits(visits, TERMS)?.permits).toBe(permits);
      }),
    );
  });

  it("are the same whatever the order of the visits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), services, (permits, servicesMs) => {
        const visits = serve(storm(servicesMs), permits);
        const { permits: k, basis, waitUs } = claimPermits(visits, TERMS) ?? {};
        expect(claimPermits([...visits].reverse(), TERMS)).toMatchObject({ permits: k, basis, waitUs });
      }),
    );
  });

  it("are never made of visits that each start a random while after they arrive, however many are inside", () => {
    const wandering = fc.array(fc.record({ arrivalMs: fc.nat(5000), lagMs: fc.nat(3000), serviceMs: fc.integer({ min: 500, max: 9000 }) }), { minLength: 15, maxLength: 60 });
    fc.assert(
      fc.property(wandering, (all) => {
        expect(claimPermits(all.map(({ arrivalMs, lagMs, serviceMs }) => visit(arrivalMs, arrivalMs + lagMs, arrivalMs + lagMs + serviceMs)), TERMS)).toBeUndefined();
      }),
    );
  });
});
