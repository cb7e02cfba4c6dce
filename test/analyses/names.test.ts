import { describe, expect, it } from "vitest";
import { nameOfInstance, nameOfTaker, shortFunction } from "../../src/analyses/names.ts";
import { actor, instance, life } from "../support/traces.ts";

describe("names", () => {
  it("of functions are their last two parts, inner functions without the mark of it", () => {
    expect(shortFunction("nova.compute.manager.ComputeManager.build_and_run_instance.<locals>._locked_do_build_and_run_instance")).toBe("build_and_run_instance._locked_do_build_and_run_instance");
  });

  it("of functions that have no more than that are left as they are", () => {
    expect(shortFunction("remoteDispatchDomainCreate")).toBe("remoteDispatchDomainCreate");
  });

  it("of takers are the function, where a line tells it", () => {
    expect(nameOfTaker(life(0, 1, 2, { by: "a.b.instance_claim" }))).toBe("b.instance_claim");
  });

  it("of takers are else the thread", () => {
    expect(nameOfTaker(life(0, 1, 2, { by: undefined, actor: actor({ tid: 7 }) }))).toBe("thread 7");
  });

  it("of takers mention the process, where no more is known", () => {
    expect(nameOfTaker(life(0, 1, 2, { by: undefined, actor: actor({ pid: 42 }) }))).toContain("nova-compute[42]");
  });

  it("of instances are the display name, else the domain, else the id", () => {
    expect([instance("id", [], { name: "bench", domain: "instance-1" }), instance("id", [], { domain: "instance-1" }), instance("id", [])].map(nameOfInstance)).toEqual(["bench", "instance-1", "id"]);
  });
});
