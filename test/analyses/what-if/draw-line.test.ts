import { describe, expect, it } from "vitest";
import { drawLine, type Passage } from "../../../src/analyses/what-if/draw-line.ts";

/** A passage through a queue, ms. */
const passage = (wantedMs: number, gotMs: number, givenBackMs: number, queue = 0): Passage => ({ queue, requestUs: wantedMs * 1000, acquiredUs: gotMs * 1000, releasedUs: givenBackMs * 1000, called: false, unseen: undefined });

/** `work 10`, `acquire`, `release`: what a line of 100 ms does. */
const told = (...passages: readonly Passage[]): readonly string[] =>
  drawLine({ startUs: 0, endUs: 100_000 }, passages, []).map((node) => (node.kind === "work" ? `work ${((node.endUs - node.startUs) / 1000).toString()}` : node.kind));

describe("drawing a line of work", () => {
  it("gives back what took no time by its stamps after it was taken", () => {
    expect(told(passage(30, 30, 30))).toEqual(["work 30", "acquire", "release", "work 70"]);
    expect(told(passage(10, 30, 30))).toEqual(["work 10", "acquire", "release", "work 70"]);
  });

  it("keeps the wait of what took no time, though what came next began at the same stamp", () => {
    expect(told(passage(10, 30, 30), passage(30, 30, 31))).toEqual(["work 10", "acquire", "release", "acquire", "work 1", "release", "work 69"]);
  });

  it("takes a hold inside another of the same queue once", () => {
    expect(told(passage(10, 20, 60), passage(30, 40, 50))).toEqual(["work 10", "acquire", "work 40", "release", "work 40"]);
  });

  it("asks for one thing once it has the one before, though its wait was rounded up to begin earlier", () => {
    const line = drawLine({ startUs: 0, endUs: 100_000 }, [passage(19, 22, 30, 1), passage(10, 20, 60)], []);
    expect(line.map((node) => (node.kind === "acquire" ? node.queue : node.kind))).toEqual(["work", 0, 1, "work", "release", "work", "release", "work"]);
  });

  /** What is passed in which order, `+` taken, `-` given back, `|` work: a call of another service is queue 1. */
  const order = (call: readonly [wantedMs: number, gotMs: number, givenBackMs: number], ...own: readonly Passage[]): string =>
    drawLine({ startUs: 0, endUs: 100_000 }, [{ ...passage(...call, 1), called: true }, ...own], []).flatMap((node) => (node.kind === "acquire" ? [`+${node.queue}`] : node.kind === "release" ? [`-${node.queue}`] : ["|"])).join(" ");

  it("has the answer of another service before it asks for a lock, though that service's clock is some ms ahead", () => {
    expect(order([10, 20, 47], passage(40, 40, 80))).toBe("| +1 | -1 +0 | -0 |");
    expect(order([10, 20, 70], passage(40, 40, 80))).toBe("| +1 | +0 | -1 | -0 |");
  });

  it("has the answer by the time it gives back the lock inside which it asked", () => {
    expect(order([30, 40, 67], passage(10, 20, 60))).toBe("| +0 | +1 | -0 -1 |");
    expect(order([30, 40, 90], passage(10, 20, 60))).toBe("| +0 | +1 | -0 | -1 |");
  });

  it("asks once it has the lock inside which most of the call lies, though that service's clock is some ms behind", () => {
    expect(order([33, 33, 60], passage(40, 40, 80))).toBe("| +0 +1 | -1 | -0 |");
    expect(order([33, 33, 45], passage(40, 40, 80))).toBe("| +1 | -1 +0 | -0 |");
  });
});
