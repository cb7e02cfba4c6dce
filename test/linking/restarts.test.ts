import { describe, expect, it } from "vitest";
import { activity, banner, linked } from "../support/events.ts";

describe("restarts of a process", () => {
  it("are told where its log had lines before, with the line that begins its new life", () => {
    const { restarts } = linked([{ path: "nova-compute.log", events: [banner(100, "start"), activity(500), banner(4000, "start"), activity(4500)] }]);
    expect(restarts.map(({ service, atUs, place }) => [service, atUs, place.line])).toEqual([["nova-compute", 4_000_000, 4000]]);
  });

  it("are no ends of a process, and no banners of a new output", () => {
    expect(linked([{ path: "nova-compute.log", events: [activity(500), banner(4000, "stop"), banner(5000, undefined)] }]).restarts).toEqual([]);
  });
});
