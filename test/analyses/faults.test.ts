import { describe, expect, it } from "vitest";
import { reasonOf } from "../../src/analyses/faults.ts";
import { runSummary } from "../../src/analyses/run-summary.ts";
import { instance, mark, study, trace } from "../support/traces.ts";

const broken = "nova.exception.HypervisorUnavailable: Connection to the hypervisor is broken on host";
const failing = (id: string, detail?: string) => instance(id, [mark(0, "create-requested"), mark(9_000, "error", detail === undefined ? {} : { detail })], { name: `vm-${id}` });

describe("faults of a run", () => {
  it("are put together by their exception, whatever was being done, most first", () => {
    const instances = [
      failing("a", `Instance failed to spawn: ${broken}`),
      failing("b", "Instance failed to spawn: libvirt.libvirtError: internal error: client socket is closed"),
      failing("c", `Failed to build and run instance: ${broken}`),
      failing("d"),
      instance("e", [mark(0, "create-requested"), mark(9_000, "built")], { name: "vm-e" }),
    ];
    expect(runSummary.answer(study(trace({ instances }))).run).toMatchObject({
      error: 4,
      faults: [
        { reason: "HypervisorUnavailable: Connection to the hypervisor is broken on host", boots: 2, instances: ["vm-a", "vm-c"] },
        { reason: null, boots: 1, instances: ["vm-d"] },
        { reason: "libvirtError: internal error: client socket is closed", boots: 1, instances: ["vm-b"] },
      ],
    });
  });

  it.each([
    ["No valid host was found. There are not enough hosts available.", "No valid host was found. There are not enough hosts available."],
    ["Failure: port 4336ad99-4faa-4cfd-96ff-d1fea7a07c10 is gone", "Failure: port <uuid> is gone"],
    ["Build of instance failed: ValueError:\n two\tlines", "ValueError: two lines"],
    ["NoValidHost_Remote: none", "NoValidHost_Remote: none"],
    ["x".repeat(500), `${"x".repeat(159)}…`],
  ])("of “%s” have the reason “%s”", (fault, reason) => {
    expect(reasonOf(fault)).toBe(reason);
  });
});
