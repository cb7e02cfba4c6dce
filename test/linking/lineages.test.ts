import { expect, it } from "vitest";
import { link } from "../../src/linking/link.ts";
import { lineagesOf, linkSource, milestone } from "../support/events.ts";

it("files that one log was rotated into have the index of the oldest, others none", () => {
  const events = [milestone(0, "build-started")];
  const [rotated, alone] = lineagesOf([{ path: "a.log", events }, { path: "b.log", events }]);
  const paired = rotated?.paired ?? expect.fail();
  const lineages = [{ sources: [1, 0], paired }, { sources: [2], paired: alone?.paired ?? expect.fail() }];
  expect(link(["a.log", "a.log.1", "b.log"].map((path) => linkSource(path)), lineages, { zone: undefined }).sources.map(({ lineage }) => lineage)).toEqual([1, 1, undefined]);
});

it("files of one trace have the threshold that its newest file knows", () => {
  const paired = lineagesOf([{ path: "a.txt", events: [] }])[0]?.paired ?? expect.fail();
  const sources = [50, 100, undefined].map((minWaitUs, file) => linkSource(`a.txt.${file}`, { minWaitUs }));
  const told = (...files: readonly number[]): readonly (number | undefined)[] => link(sources, [{ sources: files, paired }], { zone: undefined }).sources.map(({ minWaitUs }) => minWaitUs);
  expect([told(2, 1, 0), told(0, 1, 2)]).toEqual([[50, 50, 50], [50, 100, undefined]]);
});
