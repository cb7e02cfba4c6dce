import { describe, expect, it } from "vitest";
import { nameOfResource } from "../../src/reports/name-of-resource.ts";

const waitedForBy = (resource: string, ...names: string[]) => nameOfResource({ resource, waiters: names.map((name) => ({ name, waitUs: 1, count: 1 })) });

describe("the name of a resource in a report", () => {
  it("tells locks called by nothing but an id apart by the function that waited most", () => {
    expect(waitedForBy("<uuid>", "build_and_run_instance._locked_do_build_and_run_instance", "terminate_instance.do_terminate_instance")).toBe("<uuid> of build_and_run_instance");
    expect(waitedForBy("<sha1>", "create_image.create_qcow2_image")).toBe("<sha1> of create_image");
  });

  it("keeps the class of a method and the words of who waits without a function", () => {
    expect(waitedForBy("<uuid>", "ResourceTracker.update_usage")).toBe("<uuid> of ResourceTracker.update_usage");
    expect(waitedForBy("<uuid>", "boots in nova-api")).toBe("<uuid> of boots in nova-api");
  });

  it("leaves names that say more than an id, and those nobody waited for, as they are", () => {
    expect(waitedForBy("refresh_cache-<uuid>", "api.deallocate")).toBe("refresh_cache-<uuid>");
    expect(waitedForBy("<uuid>")).toBe("<uuid>");
  });
});
