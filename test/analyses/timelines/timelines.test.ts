import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timelines } from "../../../src/analyses/timelines/timelines.ts";
import type { Trace } from "../../../src/model/trace.ts";
import { orderlyEvents } from "../../support/arbitrary-events.ts";
import { linked } from "../../support/events.ts";
import { actor, bootOf, eventWait, instance, life, mark, operation, seen, study, trace } from "../../support/traces.ts";

const instancesOf = (of: Trace): NonNullable<ReturnType<typeof timelines.answer>["instances"]> => timelines.answer(study(of)).instances ?? [];
const stepsOf = (of: Trace): (readonly [string, string, number, number])[] => instancesOf(of).flatMap(({ steps }) => steps.map(({ phase, name, startUs, endUs }) => [phase, name, startUs / 1000, endUs / 1000] as const));

const built = [mark(0, "create-requested"), mark(1_000, "built")];
/** Covers the whole boot, so that nothing in it is unexplained. */
const working = operation(0, 1_000, { actor: bootOf(0) });

describe("timelines", () => {
  it("show a boot's wait for a lock with who held it", () => {
    const of = trace({ instances: [instance("i", built)], operations: [working], acquisitions: [life(0, 0, 400, { by: "update_available_resource" }), life(100, 400, 410, { actor: bootOf(0) })] });
    expect(instancesOf(of)[0]?.steps).toMatchObject([{ name: "request" }, { name: "wait for L", kind: "wait", startUs: 100_000, endUs: 400_000, holder: "update_available_resource" }, { name: "request" }]);
  });

  it("show a wait for an external event", () => {
    expect(stepsOf(trace({ instances: [instance("i", built, { eventWaits: [eventWait(300, 900, 0)] })], operations: [working] }))).toContainEqual(["create", "wait for network-vif-plugged", 300, 900]);
  });

  it("do not show what background work waited", () => {
    const of = trace({ instances: [instance("i", built)], operations: [working], acquisitions: [life(100, 400, 410, { actor: actor({ instance: 0, role: "background" }) })] });
    expect(stepsOf(of)).toEqual([["create", "request", 0, 1_000]]);
  });

  it("show waits of a delete in the delete", () => {
    const of = trace({
      instances: [instance("i", [...built, mark(2_000, "delete-requested"), mark(2_050, "gone")])], operations: [working],
      acquisitions: [life(2_010, 2_040, 2_045, { actor: bootOf(0, { role: "delete" }) })],
    });
    expect(stepsOf(of)).toEqual([["create", "request", 0, 1_000], ["delete", "request delete", 2_000, 2_010], ["delete", "wait for L", 2_010, 2_040], ["delete", "request delete", 2_040, 2_050]]);
  });

  it("count time waited twice at once only once", () => {
    const of = trace({ instances: [instance("i", built)], acquisitions: [life(100, 400, 410, { actor: bootOf(0) }), life(200, 500, 510, { actor: bootOf(0), lock: "M" })] });
    expect(instancesOf(of)).toMatchObject([{ waitUs: 400_000 }]);
  });

  it("sum up what is unexplained", () => {
    const of = trace({ instances: [instance("i", built)], operations: [operation(0, 600, { actor: bootOf(0) })] });
    expect(instancesOf(of)).toMatchObject([{ unexplainedUs: 400_000 }]);
  });

  it("do not take nova's own totals for an explanation", () => {
    const of = trace({ instances: [instance("i", built)], operations: [operation(0, 1_000, { operation: "build", actor: bootOf(0) })] });
    expect(instancesOf(of)).toMatchObject([{ unexplainedUs: 1_000_000, buildUs: 1_000_000 }]);
  });

  it("go on to the first echo reply and the first login", () => {
    const of = trace({ instances: [instance("i", [seen(0, "create-requested"), seen(1_000, "active"), seen(1_500, "ping"), seen(1_800, "ssh")])], operations: [working] });
    expect(stepsOf(of)).toEqual([["create", "request", 0, 1_000], ["ping", "ping", 1_000, 1_500], ["ssh", "ssh", 1_500, 1_800]]);
  });

  it("end with the first login even where the echo reply was seen later", () => {
    const of = trace({ instances: [instance("i", [seen(0, "create-requested"), seen(1_000, "active"), seen(1_900, "ping"), seen(1_800, "ssh")])], operations: [working] });
    expect(stepsOf(of).at(-1)?.at(3)).toBe(1_800);
  });

  it("end where a boot failed", () => {
    const of = trace({ instances: [instance("i", [mark(0, "create-requested"), mark(80, "error", { detail: "No valid host" })])] });
    expect(instancesOf(of)).toMatchObject([{ outcome: "error", fault: "No valid host", readyUs: null, steps: [{ startUs: 0, endUs: 80_000 }] }]);
  });

  it("are none where nothing was booted", () => {
    expect(instancesOf(trace({ acquisitions: [life(0, 5, 9)] }))).toEqual([]);
  });

  it("tile request to ready and delete to gone for any logs", () => {
    fc.assert(
      fc.property(orderlyEvents, orderlyEvents, (first, second) => {
        const of = linked([{ path: "nova-compute.log", events: first }, { path: "phases.csv", events: second, own: { format: "phases", service: undefined } }]);
        for (const { requestUs, readyUs, deleteUs, goneUs, steps } of instancesOf(of)) {
          const boot = steps.filter(({ phase }) => phase !== "delete");
          const deletion = steps.filter(({ phase }) => phase === "delete");
          for (const [list, fromUs, toUs] of [[boot, requestUs, readyUs], [deletion, deleteUs, goneUs]] as const) {
            if (list.length > 0) expect(list[0]?.startUs).toBe(fromUs);
            if (list.length > 0 && toUs !== null) expect(list.at(-1)?.endUs).toBe(toUs);
            list.slice(1).forEach(({ startUs }, index) => expect(startUs).toBe(list[index]?.endUs));
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});
