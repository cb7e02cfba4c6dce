import { describe, expect, it } from "vitest";
import { settleStarts, type LateStay } from "../../../src/analyses/queues/late-starts.ts";

/** Stays that all arrive within some ms and are served in that order by `permits` servers: each is first seen this much after its start, and is gone after the rest. ms */
function served(permits: number, works: readonly (readonly [untilSeenMs: number, restMs: number])[], everyMs = 30): readonly LateStay[] {
  const freeMs = Array.from({ length: permits }, () => 0);
  return works.map(([untilSeenMs, restMs], index) => {
    const arrivalMs = index * everyMs;
    const server = freeMs.indexOf(Math.min(...freeMs));
    const startMs = Math.max(arrivalMs, freeMs[server] ?? 0);
    const endMs = startMs + untilSeenMs + restMs;
    freeMs[server] = endMs;
    return { arrivalUs: arrivalMs * 1000, shownUs: (startMs + untilSeenMs) * 1000, endUs: endMs * 1000 };
  });
}

const WORKS = [[300, 500], [320, 410], [280, 620], [310, 480], [290, 560], [330, 440], [300, 530], [270, 600], [310, 450], [300, 490], [320, 520], [280, 580]] as const;

describe("a server that shows nothing of whom it begins to serve", () => {
  it.each([1, 2, 3])("is known to serve %i at a time by those who waited being seen as long after another's end as others after their arrival", (permits) => {
    const works = [...WORKS, ...WORKS];
    const settled = settleStarts(served(permits, works));
    expect(settled?.permits).toBe(permits);
    const arrivals = served(permits, works).map(({ arrivalUs }) => arrivalUs);
    expect(settled?.startsUs.slice(0, permits)).toEqual(arrivals.slice(0, permits));
  });

  it("began each when one before it ended", () => {
    const stays = served(1, WORKS);
    expect(settleStarts(stays)?.startsUs).toEqual([0, ...stays.slice(0, -1).map(({ endUs }) => endUs)]);
  });

  it("serves as many where the end is told some ms after it let the next one in, who is seen at once", () => {
    const works = [...WORKS, ...WORKS].map(([untilSeen, rest]) => [1, untilSeen + rest] as const);
    const told = served(2, works).map((stay) => ({ ...stay, endUs: stay.endUs + 4000 }));
    expect(settleStarts(told)?.permits).toBe(2);
  });

  it("serves those that came together in the order in which they are seen", () => {
    const stays = served(1, WORKS, 1);
    const swapped = stays.map((stay, index) => ({ ...stay, arrivalUs: (stays[index ^ 1] ?? stay).arrivalUs }));
    expect(settleStarts(swapped)?.permits).toBe(1);
  });

  it("is known for sure by permits that were passed on often, for some number of them fits whatever was seen of a few", () => {
    expect(settleStarts(served(3, WORKS))?.isSure).toBe(false);
    expect(settleStarts(served(3, [...WORKS, ...WORKS]))?.isSure).toBe(true);
  });

  it("is no queue where each is seen as long after its arrival as any other", () => {
    expect(settleStarts(served(WORKS.length, WORKS))).toBeUndefined();
  });

  it("is no queue where those who would have waited are seen far sooner after another's end than the first after its arrival", () => {
    const late = served(1, WORKS).map((stay, index) => (index === 0 ? { ...stay, arrivalUs: stay.arrivalUs - 5_000_000 } : stay));
    expect(settleStarts(late)).toBeUndefined();
  });
});
