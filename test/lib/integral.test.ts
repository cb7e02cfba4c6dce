import { describe, expect, it } from "vitest";
import { accumulated, accumulator, integrate } from "../../src/lib/integral.ts";

/** 2 per µs from 10 to 20, nothing to 30, 1 from there to 40. */
const integral = integrate([{ atUs: 30, rate: 1 }, { atUs: 10, rate: 2 }, { atUs: 20, rate: 0 }, { atUs: 40, rate: 0 }], ({ rate }) => rate);

describe("integrating a rate", () => {
  it("adds up between any two instants", () => {
    expect(accumulated(integral, 15, 35)).toBe(15);
  });

  it("accumulates nothing before the first change and after the last", () => {
    expect([accumulated(integral, 0, 10), accumulated(integral, 40, 99), accumulated(integral, 0, 99)]).toEqual([0, 0, 30]);
  });

  it("lets the last of several changes at one instant hold", () => {
    const twice = integrate([{ atUs: 0, rate: 5 }, { atUs: 0, rate: 1 }, { atUs: 10, rate: 0 }], ({ rate }) => rate);
    expect(accumulated(twice, 0, 10)).toBe(10);
  });

  it("adds up the same for many stretches, in whatever order they come", () => {
    const borne = accumulator(integral);
    for (const [startUs, endUs] of [[15, 35], [0, 99], [12, 18], [35, 36], [41, 50], [5, 31]] as const) expect(borne(startUs, endUs)).toBe(accumulated(integral, startUs, endUs));
  });

  it("is nothing without changes", () => {
    expect(accumulated(integrate([], () => 1), 0, 10)).toBe(0);
  });
});
