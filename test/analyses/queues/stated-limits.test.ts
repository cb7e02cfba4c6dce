import { describe, expect, it } from "vitest";
import { statedLimits } from "../../../src/analyses/queues/stated-limits.ts";
import { life, source, trace } from "../../support/traces.ts";

const NAME = "libvirtd client requests";

function permitsTold(lineages: readonly [number | undefined, number | undefined]): readonly (number | undefined)[] {
  const calls = [0, 1].map((at) => life(at, at, at + 10, { resource: "permit", lock: NAME, identity: NAME, resourceClass: NAME, place: { source: 1, line: at + 1 } }));
  const sources = lineages.map((lineage, file) => source({ path: `libvirtd.log.${1 - file}`, format: "libvirtd", service: "libvirtd", lineage }));
  return statedLimits(trace({ acquisitions: calls, sources, limits: [{ pool: NAME, permits: 5, place: { source: 0, line: 1 } }] }), new Map()).map(({ pool }) => pool.permits);
}

describe("a limit that libvirt's log states", () => {
  it("is that of calls in any file the log was rotated into", () => {
    expect(permitsTold([0, 0])).toEqual([5]);
  });

  it("is not that of calls in another log", () => {
    expect(permitsTold([undefined, undefined])).toEqual([]);
  });
});
