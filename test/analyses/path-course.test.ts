import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { continueCourse, piecesOf, type Course, type PathPiece } from "../../src/analyses/path-course.ts";

const spent = (instance: number) => ({ instance, kind: "work", name: `work of ${instance}`, through: undefined, place: undefined }) as const;

/** Stretches that touch, from instant 0 on. */
function course(stretches: readonly { readonly us: number; readonly instance: number }[]): { readonly way: Course | undefined; readonly pieces: readonly PathPiece[] } {
  let way: Course | undefined;
  const pieces: PathPiece[] = [];
  for (const { us, instance } of stretches) {
    const startUs = pieces.at(-1)?.endUs ?? 0;
    way = continueCourse(way, startUs, startUs + us, spent(instance));
    if (pieces.at(-1)?.instance === instance) pieces.splice(-1, 1, { ...spent(instance), startUs: pieces.at(-1)?.startUs ?? 0, endUs: startUs + us });
    else pieces.push({ ...spent(instance), startUs, endUs: startUs + us });
  }
  return { way, pieces };
}

/** As said of it: by sorting all. */
function abridged(pieces: readonly PathPiece[], most: number): readonly PathPiece[] {
  if (pieces.length <= most) return pieces;
  const kept = new Set([...pieces].sort((a, b) => b.endUs - b.startUs - (a.endUs - a.startUs) || a.startUs - b.startUs).slice(0, most - 1));
  const told: PathPiece[] = [];
  for (const piece of pieces) {
    const before = told.at(-1);
    if (kept.has(piece) || before === undefined) told.push(piece);
    else told[told.length - 1] = { ...before, endUs: piece.endUs };
  }
  return told;
}

const stretches = fc.array(fc.record({ us: fc.integer({ min: 1, max: 6 }), instance: fc.integer({ min: 0, max: 2 }) }), { minLength: 1, maxLength: 120 });

describe("a course", () => {
  it("gives its pieces from any instant on, and the longest of them, as sorting all would", () => {
    fc.assert(
      fc.property(stretches, fc.nat(80), fc.integer({ min: 2, max: 12 }), (list, fromUs, most) => {
        const { way, pieces } = course(list);
        const cut = pieces.filter(({ endUs }) => endUs > fromUs).map((piece) => ({ ...piece, startUs: Math.max(piece.startUs, fromUs) }));
        expect(piecesOf(way, fromUs)).toEqual(cut);
        expect(piecesOf(way, fromUs, most)).toEqual(abridged(cut, most));
      }),
      { numRuns: 500 },
    );
  });

  it("goes on from where another one came to without changing it", () => {
    const shared = course([{ us: 3, instance: 0 }, { us: 2, instance: 1 }]).way;
    const [one, other] = [continueCourse(shared, 5, 9, spent(1)), continueCourse(shared, 5, 6, spent(2))];
    const told = (way: Course | undefined) => piecesOf(way, 0).map(({ startUs, endUs, instance }) => [startUs, endUs, instance]);
    expect(told(one)).toEqual([[0, 3, 0], [3, 9, 1]]);
    expect(told(other)).toEqual([[0, 3, 0], [3, 5, 1], [5, 6, 2]]);
    expect(told(shared)).toEqual([[0, 3, 0], [3, 5, 1]]);
  });
});
