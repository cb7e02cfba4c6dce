import { describe, expect, it } from "vitest";
import { resourceClassOf, uuidIn } from "../../src/linking/resource-class.ts";

const UUID = "4336ad99-4faa-4cfd-96ff-d1fea7a07c10";
const classOf = (lock: string): string => resourceClassOf("lock", "process", lock);

describe("resource classes", () => {
  it("collapse the instance in a lock's name", () => {
    expect(classOf(`refresh_cache-${UUID}`)).toBe("refresh_cache-<uuid>");
  });

  it("collapse each of several instances", () => {
    expect(classOf(`${UUID}-${UUID.toUpperCase()}`)).toBe("<uuid>-<uuid>");
  });

  it("collapse the name of an image cache file", () => {
    expect(classOf("052618368e90fb50712b5d305c945c73952f94f2")).toBe("<sha1>");
  });

  it("collapse a project id", () => {
    expect(classOf("quota-0be04bca0e5e4ecfbd97ca2e1f94d78a")).toBe("quota-<id>");
  });

  it("collapse a port's device", () => {
    expect(classOf("lock_vif-tap94595581-50")).toBe("lock_vif-<device>");
  });

  it("leave plain names as they are", () => {
    expect(["compute_resources", "storage-registry-lock", "iptables", "vlan-1234567"].map(classOf)).toEqual(["compute_resources", "storage-registry-lock", "iptables", "vlan-1234567"]);
  });

  it("are one for the jobs of all domains", () => {
    expect(resourceClassOf("job", "domain", "instance-00000005")).toBe("domain job");
  });

  it("keep the address of a traced mutex, whose caller is not known yet", () => {
    expect(resourceClassOf("lock", "address", "0x7f10a4000b60")).toBe("0x7f10a4000b60");
  });

  it("find the instance inside a name, in lower case", () => {
    expect(uuidIn(`refresh_cache-${UUID.toUpperCase()}`)).toBe(UUID);
  });

  it("find none in a shorter name", () => {
    expect(uuidIn("compute_resources")).toBeUndefined();
  });
});
