import { describe, expect, it } from "vitest";
import { nameOfWork } from "../../src/reports/name-of-work.ts";

describe("the name of a step of work", () => {
  it.each([
    ["http-served: POST /v2.1/servers", "HTTP POST /v2.1/servers"],
    ["rpc-call: compute.build_and_run_instance", "calls RPC compute.build_and_run_instance"],
    ["libvirt-api: remoteDispatchDomainCreateWithFlags", "libvirt DomainCreateWithFlags"],
    ["domain-start: start", "QEMU start"],
    ["domain-step: Killing the QEMU process", "Killing the QEMU process"],
    ["monitor-command: query-cpus", "QEMU monitor: query-cpus"],
  ])("of %s is %s", (step, shown) => {
    expect(nameOfWork(step)).toBe(shown);
  });

  it("stays as it is where there are no plainer words", () => {
    expect(nameOfWork("command: qemu-img info disk")).toBe("command: qemu-img info disk");
  });

  it("is never empty", () => {
    expect(nameOfWork("domain-step: ")).toBe("domain-step: ");
  });
});
