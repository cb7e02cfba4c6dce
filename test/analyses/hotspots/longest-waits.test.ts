import fc from "fast-check";
import { expect, it } from "vitest";
import { longestWaits } from "../../../src/analyses/hotspots/longest-waits.ts";
import { life } from "../../support/traces.ts";

it("gives the longest, as sorting all would, equal ones as they stand in the logs", () => {
  const waits = fc.array(fc.record({ us: fc.nat(3), source: fc.nat(1), line: fc.nat(4) }), { maxLength: 30 });
  fc.assert(
    fc.property(waits, fc.integer({ min: 1, max: 6 }), (list, number) => {
      const given = list.map(({ us, source, line }) => life(0, 0, 1, { waitUs: us, place: { source, line } }));
      const sorted = [...given].sort((a, b) => (b.waitUs ?? 0) - (a.waitUs ?? 0) || a.place.source - b.place.source || a.place.line - b.place.line);
      const longest = longestWaits(given, number);
      expect(longest).toHaveLength(Math.min(number, given.length));
      longest.forEach((wait, index) => {
        expect(wait).toBe(sorted[index]);
      });
    }),
  );
});
