import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/lib/random.ts";

const draws = (seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: 1000 }, random);
};

describe("seeded draws", () => {
  it("are the same for the same seed and others for another", () => {
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
  });

  it("fill [0, 1) evenly", () => {
    const all = draws(1);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all)).toBeLessThan(1);
    expect(all.filter((draw) => draw < 0.5).length / all.length).toBeCloseTo(0.5, 1);
  });
});
