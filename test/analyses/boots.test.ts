import { describe, expect, it } from "vitest";
import { bootsOf, type Boot } from "../../src/analyses/boots.ts";
import type { TimedOperation, TracedMilestone } from "../../src/model/trace.ts";
import { actor, bootOf, instance, life, mark, operation, seen, trace } from "../support/traces.ts";

function boot(milestones: readonly TracedMilestone[], operations: readonly TimedOperation[] = []): Boot | undefined {
  return bootsOf(trace({ instances: [instance("one", milestones)], operations }))[0];
}

describe("boots", () => {
  it("begin with the API's request and are active when nova has built them", () => {
    expect(boot([mark(10, "create-requested"), mark(20, "build-started"), mark(90, "built")])).toMatchObject({ requestUs: 10_000, activeUs: 90_000 });
  });

  it("begin with the first sign of them where the API's log is missing", () => {
    expect(boot([mark(20, "build-started"), mark(90, "built")])).toMatchObject({ requestUs: 20_000 });
  });

  it("begin with the first line of their request where the API's log is missing: the wait for a build slot comes before the first sign", () => {
    expect(bootsOf(trace({ instances: [instance("one", [mark(20, "build-started"), mark(90, "built")], { arrivalUs: 5_000 })] }))[0]).toMatchObject({ requestUs: 5_000 });
  });

  it("begin, where one request asked for several and the API's log is missing, when they ask for their own lock: what else the request did may be another's", () => {
    const boots = ["one", "two"].map((id, at) => instance(id, [mark(20 + 30 * at, "build-started"), mark(90, "built")], { bootRequestIds: ["req-both"], arrivalUs: 20_000 + 30_000 * at }));
    const locks = boots.map(({ id }, index) => life(5 + index, 5 + index, 95, { lock: id, actor: bootOf(index) }));
    const others = [life(1, 1, 2, { lock: "one", actor: actor() }), life(2, 2, 3, { lock: "two", actor: bootOf(0) })];
    expect(bootsOf(trace({ instances: boots, acquisitions: [...others, ...locks] })).map(({ requestUs }) => requestUs)).toEqual([5_000, 6_000]);
  });

  it("begin where nova's own total says, if that lies before any line", () => {
    expect(boot([mark(90, "built")], [operation(15, 90, { operation: "build", actor: bootOf(0) })])).toMatchObject({ requestUs: 15_000, buildUs: 75_000 });
  });

  it("are active when the outside saw them so, rather than when nova said so", () => {
    expect(boot([seen(10, "create-requested"), mark(90, "built"), seen(95, "active")])).toMatchObject({ activeUs: 95_000 });
  });

  it("know their first echo reply and first login", () => {
    expect(boot([seen(10, "create-requested"), seen(95, "active"), seen(120, "ping"), seen(140, "ssh")])).toMatchObject({ pingUs: 120_000, sshUs: 140_000 });
  });

  it("are failed by an error that nothing followed", () => {
    expect(boot([mark(10, "create-requested"), mark(50, "error", { detail: "No valid host was found" })])).toMatchObject({ errorUs: 50_000, fault: "No valid host was found", activeUs: undefined });
  });

  it("are not failed by an error on a first host, if a second one built them", () => {
    expect(boot([mark(10, "create-requested"), mark(50, "error"), mark(60, "build-started"), mark(90, "built")])).toMatchObject({ errorUs: undefined, fault: undefined, activeUs: 90_000 });
  });

  it("are not failed by an error of their delete", () => {
    expect(boot([mark(10, "create-requested"), mark(90, "built"), mark(200, "delete-requested"), mark(210, "error")])).toMatchObject({ errorUs: undefined });
  });

  it("give the first fault a service logged, as the outside often sees only its last consequence", () => {
    const milestones = [mark(10, "create-requested"), mark(50, "error", { detail: "No space left" }), mark(55, "error", { detail: "Rescheduled" }), seen(40, "error", { detail: "Exceeded maximum number of retries" })];
    expect(boot(milestones)).toMatchObject({ fault: "No space left" });
  });

  it("give the fault the outside saw where no service logged one", () => {
    expect(boot([seen(10, "create-requested"), seen(60, "error", { detail: "HTTP 500" })])).toMatchObject({ fault: "HTTP 500" });
  });

  it("end their delete when the outside saw them gone", () => {
    expect(boot([mark(10, "create-requested"), mark(90, "built"), mark(200, "delete-requested"), mark(230, "delete-ended"), seen(240, "gone")])).toMatchObject({ deleteUs: 200_000, goneUs: 240_000 });
  });

  it("begin their delete with nova-compute's line where the API's is missing", () => {
    expect(boot([mark(90, "built"), mark(200, "terminating"), mark(230, "deallocated")])).toMatchObject({ deleteUs: 200_000, goneUs: 230_000 });
  });

  it("do not take the clean-up of a failed boot for a delete's end", () => {
    expect(boot([mark(10, "create-requested"), mark(50, "destroyed"), mark(90, "built"), mark(200, "delete-requested")])).toMatchObject({ goneUs: undefined });
  });

  it("are told by libvirt's start of the domain where that is all there is", () => {
    expect(boot([], [operation(10, 60, { operation: "domain-start", actor: bootOf(0) })])).toMatchObject({ requestUs: 10_000, activeUs: 60_000 });
  });

  it("begin when libvirt was first asked to define the domain, and end with the call that lets the guest go", () => {
    const operations = [
      operation(40, 45, { operation: "libvirt-api", actor: bootOf(0) }), operation(50, 90, { operation: "libvirt-api", actor: bootOf(0) }), operation(52, 88, { operation: "domain-start", actor: bootOf(0) }),
      operation(120, 125, { operation: "libvirt-api", actor: bootOf(0) }), operation(150, 160, { operation: "libvirt-api", actor: bootOf(0, { role: "background" }) }),
    ];
    const acquisitions = [life(10, 40, 45, { actor: bootOf(0) }), life(5, 150, 160, { actor: bootOf(0, { role: "background" }) })];
    expect(bootsOf(trace({ instances: [instance("one", [])], operations, acquisitions }))[0]).toMatchObject({ requestUs: 10_000, activeUs: 125_000 });
  });

  it("are not active while libvirt still starts the domain", () => {
    expect(boot([], [operation(10, 60, { operation: "domain-start", actor: bootOf(0), open: true })])).toMatchObject({ requestUs: 10_000, activeUs: undefined });
  });

  it("end with libvirt's stop of the domain where that is all there is", () => {
    expect(boot([], [operation(10, 60, { operation: "domain-start", actor: bootOf(0) }), operation(200, 230, { operation: "domain-stop", actor: bootOf(0) })])).toMatchObject({ deleteUs: 200_000, goneUs: 230_000 });
  });

  it("are not what was only deleted within the logs", () => {
    expect(boot([mark(200, "terminating"), mark(230, "deallocated")])).toBeUndefined();
  });

  it("stand in order of request", () => {
    const instances = [instance("late", [mark(50, "create-requested")]), instance("early", [mark(10, "create-requested")])];
    expect(bootsOf(trace({ instances })).map(({ instance: { id } }) => id)).toEqual(["early", "late"]);
  });

  it("stand, where they were requested together, in order of what services told of them first, whatever they are called", () => {
    const order = (ids: readonly string[]): readonly string[] => {
      const instances = ids.map((id, at) => instance(id, [seen(10, "create-requested"), mark(40 - 10 * at, "scheduled"), mark(90, "active")]));
      return bootsOf(trace({ instances })).map(({ instance: { id } }) => id);
    };
    expect(order(["a", "b", "c"])).toEqual(["c", "b", "a"]);
    expect(order(["c", "b", "a"])).toEqual(["a", "b", "c"]);
  });
});
