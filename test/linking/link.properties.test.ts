import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Lineage } from "../../src/linking/link-source.ts";
import { link } from "../../src/linking/link.ts";
import type { Trace } from "../../src/model/trace.ts";
import { anyEvents, orderlyEvents } from "../support/arbitrary-events.ts";
import { lineagesOf, linked, linkSource, type Log } from "../support/events.ts";

const OWN: readonly Log["own"][] = [{}, { format: "libvirtd", service: "libvirtd" }, { format: "phases", service: undefined }, { service: "nova-api" }];
const logsOf = (all: readonly Log["events"][]): readonly Log[] => all.map((events, index) => ({ path: `host${index % 2}/log${index}.log`, events, own: OWN[index % OWN.length] ?? {} }));
const logs = fc.array(orderlyEvents, { minLength: 1, maxLength: 4 }).map(logsOf);
const shuffled = <T>(list: readonly T[], keys: readonly number[]): T[] => [...list.keys()].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b).flatMap((index) => list.slice(index, index + 1));
const keys = fc.array(fc.nat(100), { minLength: 4, maxLength: 4 });

/** The trace with paths in place of indices of sources, and everything that stood at one instant in a fixed order. */
function byPath(trace: Trace): unknown {
  const path = (_: string, value: unknown): unknown => {
    if (typeof value !== "object" || value === null || !("source" in value) || typeof value.source !== "number") return value;
    return { ...value, source: trace.sources[value.source]?.path };
  };
  const inOrder = (list: readonly unknown[]): unknown[] => list.map((one) => JSON.stringify(one, path)).sort();
  return {
    sources: inOrder(trace.sources),
    clocks: inOrder(trace.clocks.map((clock) => ({ ...clock, sources: [...clock.sources].sort() }))),
    acquisitions: inOrder(trace.acquisitions),
    operations: inOrder(trace.operations),
    gauges: inOrder(trace.gauges),
    instances: trace.instances.map((one) => ({ ...one, milestones: inOrder(one.milestones), ownLines: inOrder(one.ownLines()), eventWaits: inOrder(one.eventWaits), events: inOrder(one.events), libvirtdThreads: [...one.libvirtdThreads].sort() })),
    endUs: trace.endUs,
  };
}

describe("laws of linking", () => {
  it("no logs, however odd, make it throw", () => {
    fc.assert(
      fc.property(fc.array(anyEvents, { maxLength: 3 }), (all) => {
        expect(() => linked(logsOf(all))).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });

  it("gives the same trace in whatever order the logs were paired", () => {
    // A gauge keeps no place that could order equal ones.
    const placed = logs.map((list) => list.map((log) => ({ ...log, events: log.events.filter(({ kind }) => kind !== "gauge") })));
    fc.assert(
      fc.property(placed, keys, (list, order) => {
        const sources = list.map(({ path, own }) => linkSource(path, own));
        const told = (some: readonly Lineage[]): unknown => {
          const trace = link(sources, some, { zone: undefined });
          return { ...trace, instances: trace.instances.map((one) => ({ ...one, ownLines: one.ownLines() })) };
        };
        expect(told(shuffled(lineagesOf(list), order))).toEqual(told(lineagesOf(list)));
      }),
      { numRuns: 200 },
    );
  });

  it("gives the same trace whatever order the sources are numbered in, where they do not contradict one another", () => {
    const consistent = logs.map((list) => list.map((log) => ({ ...log, events: log.events.filter(({ kind }) => kind !== "identity") })));
    fc.assert(
      fc.property(consistent, keys, (list, order) => {
        expect(byPath(linked(shuffled(list, order)))).toEqual(byPath(linked(list)));
      }),
      { numRuns: 200 },
    );
  });

  it("binds every actor to an instance that there is, and leaves it to background work and to requests to have none", () => {
    fc.assert(
      fc.property(logs, (list) => {
        const { acquisitions, operations, instances } = linked(list);
        for (const { actor } of [...acquisitions, ...operations]) {
          if (actor.instance === undefined) expect(actor.role === "background" || (actor.requestId ?? actor.globalRequestId) !== undefined).toBe(true);
          else expect(instances[actor.instance]).toBeDefined();
        }
      }),
    );
  });

  it("puts acquisitions, operations and milestones in order of time", () => {
    fc.assert(
      fc.property(logs, (list) => {
        const { acquisitions, operations, instances } = linked(list);
        const rising = (times: readonly number[]): void => expect(times).toEqual([...times].sort((a, b) => a - b));
        rising(acquisitions.map(({ acquiredUs, releasedUs }) => acquiredUs ?? releasedUs ?? 0));
        rising(operations.map(({ startUs }) => startUs));
        for (const { milestones } of instances) rising(milestones.map(({ atUs }) => atUs));
      }),
    );
  });
});
