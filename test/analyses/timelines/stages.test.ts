import { describe, expect, it } from "vitest";
import { bootStages, deleteStages } from "../../../src/analyses/timelines/stages.ts";
import type { OwnLine, TracedMilestone } from "../../../src/model/trace.ts";
import { instance, mark, seen } from "../../support/traces.ts";

const own = (atMs: number, service = "nova-compute"): OwnLine => ({ atUs: atMs * 1000, service, role: "boot", place: { source: 0, line: atMs } });

function boot(milestones: readonly TracedMilestone[], lines: readonly OwnLine[] = []): (readonly [string, number])[] {
  return bootStages(instance("i", milestones), lines, 0, 1_000_000).map(({ name, startUs }) => [name, startUs / 1000] as const);
}

describe("stages of a boot", () => {
  it("follow one another from the request to the guest's start", () => {
    const milestones = [
      mark(10, "create-accepted"), mark(100, "build-started"), mark(150, "claimed"), mark(200, "spawn-started"), mark(300, "xml-started"), mark(310, "xml-ready"), mark(400, "guest-started"),
    ];
    expect(boot(milestones)).toEqual([["request", 0], ["schedule", 10], ["claim", 100], ["network", 150], ["image", 200], ["define", 300], ["launch", 310], ["active", 400]]);
  });

  it("begin to queue with nova-compute's first line of it", () => {
    expect(boot([mark(100, "build-started")], [own(5, "nova-api"), own(60), own(70)])).toEqual([["request", 0], ["queue", 60], ["claim", 100]]);
  });

  it("begin with the first of several milestones that may begin them", () => {
    expect(boot([mark(100, "claim-started"), mark(90, "build-started"), mark(150, "network-started"), mark(160, "claimed")])).toEqual([["request", 0], ["claim", 90], ["network", 150]]);
  });

  it("leave out one that was logged out of order", () => {
    expect(boot([mark(100, "build-started"), mark(50, "claimed"), mark(200, "spawn-started")])).toEqual([["request", 0], ["claim", 100], ["image", 200]]);
  });

  it("do not take what the outside saw for nova's own milestones", () => {
    expect(boot([seen(100, "build-started")])).toEqual([["request", 0]]);
  });

  it("leave out milestones after the end", () => {
    expect(boot([mark(2_000, "guest-started")])).toEqual([["request", 0]]);
  });
});

describe("stages of a delete", () => {
  it("follow one another from the request to the clean-up", () => {
    const one = instance("i", [mark(10, "terminating"), mark(20, "destroy-started"), mark(50, "destroyed"), mark(80, "deallocated")]);
    expect(deleteStages(one, 0, 100_000).map(({ name }) => name)).toEqual(["request delete", "terminate", "destroy", "deallocate", "clean up"]);
  });
});
