import { describe, expect, it } from "vitest";
import { opaqueResources } from "../../../src/analyses/what-if/opaque.ts";
import type { TimedOperation } from "../../../src/model/trace.ts";
import { keyOfPassage } from "../../../src/analyses/resource-key.ts";
import { actor, bootOf, instance, life, mark, operation, study, trace } from "../../support/traces.ts";

/** Whether what is done under a lock held from 0 to 1000 ms is in the dark, where these operations were logged. */
function isDark(operations: readonly TimedOperation[]): boolean {
  const held = life(0, 0, 1000, { actor: bootOf(0) });
  const of = trace({ instances: [instance("one", [mark(0, "create-requested"), mark(2000, "built")])], acquisitions: [held], operations });
  return opaqueResources(study(of))(keyOfPassage(held));
}

const called = operation(100, 900, { operation: "rpc-call", name: "conductor", actor: bootOf(0) });

describe("the inside of a hold", () => {
  it("is dark where no operation is seen in it", () => {
    expect(isDark([])).toBe(true);
    expect(isDark([operation(0, 1000, { operation: "build", name: "build", actor: bootOf(0) })])).toBe(true);
  });

  it("is seen where an operation fills it", () => {
    expect(isDark([operation(100, 900, { operation: "command", name: "qemu-img", actor: bootOf(0) })])).toBe(false);
  });

  it("is as dark as the service is that was called meanwhile", () => {
    expect(isDark([called])).toBe(true);
    expect(isDark([called, operation(100, 900, { operation: "rpc-served", name: "reply", actor: actor({ service: "nova-conductor" }) })])).toBe(false);
    expect(isDark([called, operation(100, 900, { operation: "http-served", name: "GET /v2.1/servers", actor: actor({ service: "nova-api" }) })])).toBe(true);
  });
});
