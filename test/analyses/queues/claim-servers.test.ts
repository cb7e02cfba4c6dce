import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimServers } from "../../../src/analyses/queues/claim-servers.ts";
import type { Departure } from "../../../src/analyses/queues/station.ts";
import { seededRandom } from "../../../src/lib/random.ts";
import { bootOf } from "../../support/traces.ts";
import { serve } from "./visits.ts";

function departure(arrivalMs: number, departureMs: number, own: Partial<Departure> = {}): Departure {
  return { actor: bootOf(0), arrivalUs: arrivalMs * 1000, departureUs: departureMs * 1000, server: undefined, kind: "GET /ports", place: { source: 0, line: Math.max(1, Math.round(arrivalMs)) }, ...own };
}

/** What is seen from outside of wishes that k servers serve in order. */
function seen(servicesMs: readonly number[], permits: number, betweenMs = 1): readonly Departure[] {
  return serve(servicesMs.map((serviceMs, index) => ({ arrivalMs: index * betweenMs, serviceMs })), permits).map(({ arrivalUs, endUs }) => departure(arrivalUs / 1000, (endUs ?? 0) / 1000));
}

/** The same work, all requests at once sharing one processor. Equal demands, ms. */
function share(count: number, demandMs: number, betweenMs: number): readonly Departure[] {
  const left = new Map<number, number>();
  const departures: Departure[] = [];
  for (let ms = 0; departures.length < count; ms++) {
    if (ms % betweenMs === 0 && ms / betweenMs < count) left.set(ms / betweenMs, demandMs);
    const each = 1 / left.size;
    for (const [index, demand] of left) {
      if (demand > each) left.set(index, demand - each);
      else {
        left.delete(index);
        departures.push(departure(index * betweenMs, ms + 1));
      }
    }
  }
  return departures;
}

/** Times without memory, of which the mean is given, ms. */
function drawn(count: number, meanMs: number): readonly number[] {
  const random = seededRandom(5);
  return Array.from({ length: count }, () => Math.max(1, Math.round(-meanMs * Math.log(1 - random()))));
}

/** How long all together wait for one server that serves in order of arrival. */
function waitedMs(servicesMs: readonly number[], betweenMs: number): number {
  let freeMs = 0;
  let waitMs = 0;
  servicesMs.forEach((serviceMs, index) => {
    const startMs = Math.max(freeMs, index * betweenMs);
    waitMs += startMs - index * betweenMs;
    freeMs = startMs + serviceMs;
  });
  return waitMs;
}

describe("a server seen by its departures", () => {
  it("is claimed where answers follow one another at its pace, with how long each request waited", () => {
    const claim = claimServers([departure(0, 300), departure(10, 600), departure(20, 890), departure(30, 1200), departure(40, 1500), departure(50, 1800)]);
    expect(claim?.permits).toBe(1);
    expect(claim?.waitsUs).toEqual([0, 290_000, 580_000, 860_000, 1_160_000, 1_450_000]);
    expect(claim?.basis).toBe("5 of 6 departures came behind another, in the order of arrival, 300 ms after the one before (median)");
  });

  it("is not claimed for less than a second of waiting, nor for fewer than five that queued", () => {
    expect(claimServers(seen([30, 30, 30, 30, 30, 30, 30], 1))).toBeUndefined();
    expect(claimServers(seen([3000, 3000, 3000, 3000, 3000], 1))).toBeUndefined();
  });

  it("is not claimed where two serve and no line says which", () => {
    expect(claimServers(seen(Array.from({ length: 30 }, (_, index) => 400 + ((index * 37) % 50)), 2))).toBeUndefined();
  });

  it("is claimed for each process that a line names: two of them are two permits", () => {
    const odd = seen(Array.from({ length: 10 }, () => 400), 1).map((one) => ({ ...one, server: 11 }));
    const even = seen(Array.from({ length: 10 }, () => 420), 1).map((one) => ({ ...one, server: 12 }));
    const claim = claimServers([...odd, ...even]);
    expect(claim?.permits).toBe(2);
    expect(claim?.basis).toContain("in each of 2 processes");
  });

  it("is claimed though its first request, long before, took many times as long", () => {
    const early = [departure(-90_000, -60_000), ...[-50_000, -40_000, -30_000].map((atMs) => departure(atMs, atMs + 300))];
    expect(claimServers([...early, ...seen(Array.from({ length: 10 }, () => 300), 1)])?.permits).toBe(1);
  });

  it("is not claimed where what was served alone mostly took twice as long: there are two", () => {
    const early = [-50_000, -40_000, -30_000].map((atMs) => departure(atMs, atMs + 600));
    expect(claimServers([...early, ...seen(Array.from({ length: 10 }, () => 300), 1)])).toBeUndefined();
  });

  it("is claimed of all processes though one of them served a single request alone, and took long", () => {
    const of = (server: number, alone: readonly number[]): readonly Departure[] =>
      [...alone.map((tookMs, index) => departure(-50_000 - index * 10_000, -50_000 - index * 10_000 + tookMs)), ...seen(Array.from({ length: 10 }, () => 300), 1)].map((one) => ({ ...one, server }));
    expect(claimServers([...of(11, [290, 310, 300, 300]), ...of(12, [1200])])?.permits).toBe(2);
  });

  it("is one though another process answered before there was a queue", () => {
    const before = [-9000, -8000].map((atMs) => departure(atMs, atMs + 5, { server: 12, kind: "GET /" }));
    expect(claimServers([...before, ...seen(Array.from({ length: 10 }, () => 400), 1).map((one) => ({ ...one, server: 11 }))])?.permits).toBe(1);
  });

  it("takes a request that finds nobody before it no longer than one behind others, where other work usually lies between what was seen before and the request", () => {
    const behind = [0, 1, 2, 3, 4, 5].map((index) => departure(index, (index + 1) * 300, { after: "nova-scheduler" }));
    const alone = [3000, 4000, 5000, 6000].map((atMs, index) => departure(atMs, atMs + 400 + 10 * index, { after: "nova-compute" }));
    const claim = claimServers([...behind, ...alone], "upstream");
    expect(claim?.startsUs.slice(6)).toEqual([3_115_000, 4_115_000, 5_115_000, 6_115_000]);
    expect(claim?.waitsUs.slice(6)).toEqual([0, 0, 0, 0]);
  });

  it("counts as waiting none of the other work that usually lies between what was seen before and the request", () => {
    const alone = [0, 1000, 2000].map((atMs) => departure(atMs, atMs + 400, { after: "nova-compute" }));
    const behind = [0, 1, 2, 3, 4, 5].map((index) => departure(3000 + index, 3000 + (index + 1) * 300, { after: "nova-scheduler" }));
    const last = departure(3010, 5100, { after: "nova-compute" });
    expect(claimServers([...alone, ...behind, last], "upstream")?.waitsUs.at(-1)).toBe(1_690_000);
  });

  it("keeps its pace for each kind of request", () => {
    const kinds = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? "POST /servers" : "GET /servers"));
    const departures = seen(kinds.map((kind) => (kind === "POST /servers" ? 500 : 20)), 1).map((one, index) => ({ ...one, kind: kinds[index] ?? "" }));
    expect(claimServers(departures)?.permits).toBe(1);
  });

  it.each([1, 100, 400])("is not claimed where all share a processor and come %i ms apart", (betweenMs) => {
    expect(claimServers(share(20, 500, betweenMs))).toBeUndefined();
  });

  it("is not claimed where requests that come at a steady pace all take the same", () => {
    const sideBySide = Array.from({ length: 60 }, (_, index) => departure(index * 20, index * 20 + 300));
    const others = Array.from({ length: 60 }, (_, index) => departure(-60_000 + index * 500, -60_000 + index * 500 + 200, { kind: "GET /" }));
    expect(claimServers([...others, ...sideBySide])).toBeUndefined();
  });

  it("is claimed whatever its services take where nobody overtakes, though stays differ much", () => {
    const services = drawn(40, 200);
    const claim = claimServers(seen(services, 1, 30));
    expect(claim?.permits).toBe(1);
    expect(claim?.waitUs).toBeCloseTo(waitedMs(services, 30) * 1000, 0);
  });

  it.each([2, 3])("is not claimed of services of any length where %s serve and no line says which", (permits) => {
    for (const betweenMs of [10, 30, 60]) expect(claimServers(seen(drawn(60, 200), permits, betweenMs))).toBeUndefined();
  });

  it("is not claimed where answers come in batches", () => {
    const departures = Array.from({ length: 20 }, (_, index) => departure(index * 10, 1000 * (1 + Math.floor(index / 5)) + index));
    expect(claimServers(departures)).toBeUndefined();
  });

  it("is found at any pace that varies by a third", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 3000 }), fc.array(fc.integer({ min: -33, max: 33 }), { minLength: 15, maxLength: 60 }), (paceMs, percents) => {
        expect(claimServers(seen(percents.map((percent) => Math.round((paceMs * (100 + percent)) / 100)), 1))?.permits).toBe(1);
      }),
    );
  });

  // Ten that come and go as they please leave in the order of a queue now and then: no rule could tell them from one.
  it.each([10, 20, 40])("is found in fewer than one in 500 sets of %i requests that each take their own time, whoever else is there", (count) => {
    const random = seededRandom(count);
    const sets = Array.from({ length: 2000 }, () =>
      Array.from({ length: count }, () => {
        const arrivalMs = Math.floor(random() * 20_000);
        return departure(arrivalMs, arrivalMs + 10 + Math.floor(random() * 8000));
      }),
    );
    expect(sets.filter((set) => claimServers(set) !== undefined).length).toBeLessThan(sets.length / 500);
  });

  it("is found where other work lies between that takes now more, now less, so that some pass others by less than the time one is served", () => {
    const leadsMs = [300, 220, 380, 250, 340, 280, 390, 210, 330, 260, 300, 350];
    const wishes = leadsMs.map((leadMs, index) => ({ preparedMs: index * 80, arrivalMs: index * 80 + leadMs })).sort((a, b) => a.arrivalMs - b.arrivalMs);
    const departures = serve(wishes.map(({ arrivalMs }) => ({ arrivalMs, serviceMs: 400 })), 1).map(({ endUs }, index) => departure(wishes[index]?.preparedMs ?? 0, (endUs ?? 0) / 1000));
    expect(claimServers(departures, "upstream")?.permits).toBe(1);
    expect(claimServers(departures)).toBeUndefined();
  });
});
