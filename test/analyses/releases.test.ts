import { describe, expect, it } from "vitest";
import { areSince, cloudReleases, compareVersions, libvirtVersionsOf, mayBe, releasesOf } from "../../src/analyses/releases.ts";
import { describeReleases, RELEASES } from "../../src/model/release.ts";

const log = (service: string, ...versions: string[]) => ({ format: "oslo-log", service, versions });
const told = (...logs: ReturnType<typeof log>[]): Record<string, string | undefined> => Object.fromEntries(releasesOf(logs).map((one) => [one.project, describeReleases(one)]));

describe("the releases that wrote the logs", () => {
  it("are told by stated versions, each project counting from its own", () => {
    expect(told(log("nova-compute", "nova 26.2.2"), log("neutron-server", "neutron 21.0.0"), log("keystone", "keystone 22.0.0"), log("placement-api", "placement 8.0.0"), log("glance-api", "glance 25.1.0"))).toEqual({
      nova: "Zed", neutron: "Zed", keystone: "Zed", placement: "Zed", glance: "Zed",
    });
  });

  it.each([["nova 2013.1.4", "Grizzly"], ["nova 2015.1.0", "Kilo"], ["nova 12.0.0", "Liberty"], ["nova 33.0.0.0rc1", "2026.1"], ["nova 34.0.0", "2026.2"]])("reads %s as %s", (version, release) => {
    expect(told(log("nova-compute", version))).toEqual({ nova: release });
  });

  it("count quantum as neutron", () => {
    expect(told(log("quantum-server", "quantum 2013.1.1"))).toEqual({ neutron: "Grizzly" });
  });

  it("are nova's for projects without a log of their own", () => {
    const all = cloudReleases([log("nova-compute", "nova 26.2.2"), log("keystone", "keystone 21.0.0")]);
    expect([all.get("neutron"), all.get("keystone")].map((range) => range && describeReleases(range))).toEqual(["Zed", "Yoga"]);
    expect(cloudReleases([log("keystone", "keystone 22.0.0")]).has("neutron")).toBe(false);
  });

  it("are bounded by all fingerprints together where no version is stated", () => {
    expect(told(log("nova-compute", "oslo.concurrency >= 4.5 (Xena or later)", "oslo.concurrency >= 5.0 (Zed or later)"))).toEqual({ nova: "Zed or later" });
    expect(told(log("nova-compute", "oslo.concurrency < 4.5 (Kilo to Wallaby)"))).toEqual({ nova: "Kilo to Wallaby" });
  });

  it("are one where a fingerprint is of one alone", () => {
    expect(told(log("nova-compute", "nova's own locks say semaphore (Juno)"))).toEqual({ nova: "Juno" });
  });

  it("of neutron differ where its copy of the lock code is older", () => {
    const sign = "Grizzly (neutron: to Havana)";
    expect(told(log("nova-compute", sign), log("neutron-server", sign))).toEqual({ nova: "Grizzly", neutron: "Havana" });
    expect(told(log("quantum-server", sign))).toEqual({ neutron: "Grizzly" });
  });

  it("are bounded by a fingerprint that is a release alone, or a range of them", () => {
    expect(told(log("nova-compute", "Folsom"))).toEqual({ nova: "Folsom" });
    expect(told(log("nova-compute", "claims without a node (Grizzly to Ocata)"), log("quantum-server"))).toEqual({ nova: "Grizzly", neutron: "Grizzly" });
    expect(told(log("nova-compute", "claims on a node (Pike to Stein)"))).toEqual({ nova: "Pike to Stein" });
  });

  it("of a project that says little are those of the cloud around it", () => {
    const [keystone] = releasesOf([log("keystone", "oslo.log >= 4.8 (Zed or later)"), log("nova-compute", "nova 26.2.2")]);
    expect(keystone).toEqual({ project: "keystone", from: "Zed", to: "Zed", basis: "oslo.log >= 4.8 (Zed or later); as the rest of the cloud" });
  });

  it("of a project that says nothing are those of the cloud around it, too", () => {
    expect(told(log("glance-api"), log("nova-compute", "nova 26.2.2"))).toEqual({ glance: "Zed", nova: "Zed" });
  });

  it("are told by the name that neutron had", () => {
    expect(told(log("quantum-server"), log("nova-compute"))).toEqual({ neutron: "Folsom or Grizzly", nova: "Folsom or Grizzly" });
  });

  it("are told by services that came later than others", () => {
    expect(told(log("quantum-server"), log("nova-conductor"))).toEqual({ neutron: "Grizzly", nova: "Grizzly" });
    expect(told(log("neutron-server"))).toEqual({ neutron: "Havana or later" });
  });

  it("of a project that contradicts the cloud stay its own", () => {
    expect(told(log("keystone", "oslo.log >= 4.8 (Zed or later)"), log("nova-compute", "nova 2013.1"))).toEqual({ keystone: "Zed or later", nova: "Grizzly" });
  });

  it("are a range where the log spans an upgrade", () => {
    expect(told(log("nova-compute", "nova 25.0.0", "nova 26.0.0"))).toEqual({ nova: "Yoga or Zed" });
  });

  it("are unknown where nothing tells them", () => {
    expect(releasesOf([log("nova-api", "uWSGI 2.0.21-debian"), { format: "libvirtd", service: "libvirtd", versions: ["libvirt 9.0.0"] }])).toEqual([]);
  });

  it("are said by name where there are one or two, by their ends where there are more", () => {
    const said = [["Zed", "Zed"], ["Folsom", "Grizzly"], ["Folsom", "Havana"], ["Zed", undefined], [undefined, "Juno"], [undefined, undefined], ["9.0.0", "10.0.0"]].map(([from, to]) => describeReleases({ from, to }));
    expect(said).toEqual(["Zed", "Folsom or Grizzly", "Folsom to Havana", "Zed or later", "up to Juno", undefined, "9.0.0 to 10.0.0"]);
  });

  it("stand in order of time", () => {
    expect(RELEASES.indexOf("Grizzly")).toBeLessThan(RELEASES.indexOf("Zed"));
    expect([mayBe({ from: "Zed", to: "Zed" }, undefined, "Yoga"), mayBe({ from: "Zed", to: undefined }, "2025.1", undefined), mayBe(undefined, "Folsom", "Folsom")]).toEqual([false, true, true]);
  });

  it("of libvirt are the numbers it states, lowest first", () => {
    expect(libvirtVersionsOf([{ versions: ["libvirt 10.0.0"] }, { versions: ["libvirt 9.0.0", "libvirt 10.0.0"] }])).toEqual(["9.0.0", "10.0.0"]);
    expect([[], ["1.0.2"], ["5.6.0", "9.0.0"], ["1.0.2", "9.0.0"]].map((versions) => areSince(versions, "5.6.0"))).toEqual([undefined, false, true, undefined]);
    expect([compareVersions("1.0.3", "1.0.10"), compareVersions("1.0", "1.0.0")].map(Math.sign)).toEqual([-1, 0]);
  });
});
