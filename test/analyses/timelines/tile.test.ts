import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { life } from "../../support/traces.ts";
import type { Wait } from "../../../src/analyses/awaited.ts";
import { stepsOf, tilesOf, type Span, type StepDraft, type Tiling } from "../../../src/analyses/timelines/tile.ts";

const tile = (tiling: Tiling): readonly StepDraft[] => stepsOf(tilesOf(tiling), tiling, () => "someone");
const place = (line: number): { source: number; line: number } => ({ source: 0, line });
const wait = (startMs: number, endMs: number, resource = "L"): Wait => ({ startUs: startMs * 1000, endUs: endMs * 1000, awaited: { ...life(startMs, endMs, undefined, { lock: resource }), place: place(startMs) } });
const span = (startMs: number, endMs: number, name = "command"): Span => ({ startUs: startMs * 1000, endUs: endMs * 1000, name, resource: null, kind: "work", place: place(startMs) });
const line = (atMs: number): Tiling["lines"][number] => ({ atUs: atMs * 1000, place: place(atMs) });
const stage = (name: string, startMs: number): Tiling["stages"][number] => ({ name, startUs: startMs * 1000 });

/** A second long, one stage `request` from its start, all of it explained, unless told otherwise. */
function tiled(own: Partial<Tiling>): readonly StepDraft[] {
  return tile({ range: { startUs: 0, endUs: 1_000_000 }, phase: "create", stages: [stage("request", 0)], waits: [], spans: [span(0, 1000)], lines: [], ...own });
}
const steps = (own: Partial<Tiling>): (readonly [string, number, number])[] => tiled(own).map(({ name, startUs, endUs }) => [name, startUs / 1000, endUs / 1000] as const);

describe("tiling a boot", () => {
  it("gives each stage the time until the next begins", () => {
    expect(steps({ stages: [stage("request", 0), stage("claim", 300), stage("image", 700)] })).toEqual([["request", 0, 300], ["claim", 300, 700], ["image", 700, 1000]]);
  });

  it("cuts waits out of the stages", () => {
    expect(steps({ stages: [stage("request", 0), stage("claim", 300)], waits: [wait(200, 400)] })).toEqual([["request", 0, 200], ["wait for L", 200, 400], ["claim", 400, 1000]]);
  });

  it("gives what two waits claim to the earlier one", () => {
    expect(steps({ waits: [wait(300, 600, "M"), wait(0, 400)] })).toEqual([["wait for L", 0, 400], ["wait for M", 400, 600], ["request", 600, 1000]]);
  });

  it("leaves out a wait inside an earlier one", () => {
    expect(steps({ waits: [wait(0, 1000), wait(200, 300, "M")] })).toEqual([["wait for L", 0, 1000]]);
  });

  it("clips waits to the range", () => {
    expect(steps({ waits: [wait(900, 1500), wait(2000, 2100, "M")] })).toEqual([["request", 0, 900], ["wait for L", 900, 1000]]);
  });

  it("names who made it wait", () => {
    expect(tiled({ waits: [wait(0, 1000)] })).toMatchObject([{ kind: "wait", resource: "L", holder: "someone", evidence: [{ source: 0, line: 0 }] }]);
  });

  it("calls more than a tenth of a second that nothing covers unexplained", () => {
    expect(steps({ spans: [span(0, 500), span(700, 1000)] })).toEqual([["request", 0, 500], ["unexplained", 500, 700], ["request", 700, 1000]]);
  });

  it("does not call exactly a tenth of a second so", () => {
    expect(steps({ spans: [span(0, 500), span(600, 1000)] })).toEqual([["request", 0, 1000]]);
  });

  it("does not call a stretch so that the instance's own lines divide into shorter ones", () => {
    expect(steps({ spans: [span(0, 500), span(700, 1000)], lines: [line(600)] })).toEqual([["request", 0, 1000]]);
  });

  it("shows the lines on either side of what is unexplained", () => {
    const [, gap] = tiled({ spans: [span(0, 500), span(700, 1000)], lines: [line(500), line(700)] });
    expect(gap?.evidence.map((one) => one.line)).toEqual([500, 700]);
  });

  it("takes a wait for an explanation", () => {
    expect(steps({ spans: [span(0, 500), span(700, 1000)], waits: [wait(500, 700)] })).toEqual([["request", 0, 500], ["wait for L", 500, 700], ["request", 700, 1000]]);
  });

  it("hangs a span below the step it begins in, even where it reaches beyond", () => {
    const children = tiled({ stages: [stage("request", 0), stage("claim", 300)], spans: [span(0, 1000), span(100, 900, "fetch"), span(400, 500, "resize")] }).map((step) => step.name + step.children.length);
    expect(children[0]).not.toBe("request0");
    const names = (list: readonly StepDraft[]): string[] => list.flatMap(({ name, children }) => [name, ...names(children)]);
    expect(tiled({ stages: [stage("request", 0), stage("claim", 300)], spans: [span(0, 300), span(100, 900, "fetch"), span(400, 900, "resize")] }).map((step) => names(step.children))).toEqual([["command", "fetch"], ["resize"]]);
  });

  it("does not list spans of less than a millisecond", () => {
    expect(tiled({ spans: [span(0, 1000), span(500, 500.9, "blink")] })[0]?.children.map(({ name }) => name)).toEqual(["command"]);
  });
});

describe("laws of tiling", () => {
  const LENGTH = 3000;
  const stretch = fc.tuple(fc.integer({ min: -200, max: LENGTH + 200 }), fc.nat(900));
  const tiling: fc.Arbitrary<Tiling> = fc
    .record({
      waits: fc.array(stretch, { maxLength: 8 }),
      spans: fc.array(stretch, { maxLength: 8 }),
      lines: fc.array(fc.nat(LENGTH), { maxLength: 12 }),
      stages: fc.array(fc.nat(LENGTH), { maxLength: 6 }),
    })
    .map(({ waits, spans, lines, stages }) => ({
      range: { startUs: 0, endUs: LENGTH * 1000 },
      phase: "create",
      waits: waits.map(([fromMs, tookMs]) => wait(fromMs, fromMs + tookMs)),
      spans: spans.map(([fromMs, tookMs]) => span(Math.max(0, fromMs), Math.min(LENGTH, fromMs + tookMs))).filter(({ startUs, endUs }) => endUs > startUs),
      lines: [...lines].sort((a, b) => a - b).map(line),
      stages: [0, ...[...stages].sort((a, b) => a - b)].map((atMs, index) => stage(`stage ${index}`, atMs)),
    }));

  it("steps cover the range from its start to its end, each touching the next, none empty", () => {
    fc.assert(
      fc.property(tiling, (one) => {
        const tiles = tile(one);
        expect(tiles.map(({ startUs }) => startUs)).toEqual([0, ...tiles.slice(0, -1).map(({ endUs }) => endUs)]);
        expect(tiles.at(-1)?.endUs).toBe(LENGTH * 1000);
        for (const { startUs, endUs } of tiles) expect(endUs).toBeGreaterThan(startUs);
      }),
      { numRuns: 300 },
    );
  });

  it("waiting steps cover what the waits cover inside the range", () => {
    fc.assert(
      fc.property(tiling, (one) => {
        const waited = tile(one).filter(({ kind }) => kind === "wait");
        for (let atUs = 500; atUs < LENGTH * 1000; atUs += 50_000) {
          const within = ({ startUs, endUs }: { startUs: number; endUs: number }): boolean => startUs <= atUs && atUs < endUs;
          expect(waited.some(within)).toBe(one.waits.some(within));
        }
      }),
    );
  });

  it("nothing that evidence covers is unexplained", () => {
    fc.assert(
      fc.property(tiling, (one) => {
        for (const { startUs, endUs } of tile(one).filter(({ kind }) => kind === "unexplained")) {
          for (const evidence of [...one.waits, ...one.spans]) expect(Math.min(evidence.endUs, endUs) - Math.max(evidence.startUs, startUs)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});
