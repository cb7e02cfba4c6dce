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
