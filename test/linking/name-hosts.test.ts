import { describe, expect, it } from "vitest";
import { nameHosts } from "../../src/linking/name-hosts.ts";
import { linkSource } from "../support/events.ts";

const named = (...paths: readonly string[]): readonly (string | undefined)[] => nameHosts(paths.map((path) => linkSource(path)));

describe("naming hosts", () => {
  it("tells forty directories with the same kinds of log apart by the part of their path that differs", () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `host${String(index + 1).padStart(2, "0")}`);
    const sources = hosts.flatMap((host) => [linkSource(`run/${host}/nova/nova-compute.log`), linkSource(`run/${host}/nova/libvirtd.log`, { format: "libvirtd", service: "libvirtd" })]);
    expect(nameHosts(sources)).toEqual(hosts.flatMap((host) => [host, host]));
  });

  it("prefers what the log itself says to the directory and to the command line", () => {
    const sources = [linkSource("a/nova-compute.log", { statedHost: "cmp1", givenHost: "mine" }), linkSource("b/nova-compute.log")];
    expect(nameHosts(sources)).toEqual(["cmp1", "b"]);
  });

  it("takes all that the command line gives one name for the machine that one of its logs names, in whatever folder", () => {
    const given = { givenHost: "c1" };
    const sources = [linkSource("an/c1/nova/nova-compute.log", given), linkSource("an/c1/atop.txt", { ...given, format: "atop", service: undefined, statedHost: "cmp1" }), linkSource("an/c2/nova-compute.log", { givenHost: "c2" })];
    expect(nameHosts(sources)).toEqual(["cmp1", "cmp1", "c2"]);
  });

  it("keeps the given name where the logs under it name several hosts", () => {
    const sources = ["cmp1", "cmp2", undefined].map((statedHost, index) => linkSource(`syslog/${index}/nova-compute.log`, { givenHost: "collector", statedHost }));
    expect(nameHosts(sources)).toEqual(["cmp1", "cmp2", "collector"]);
  });

  it("prefers the command line to the directory", () => {
    expect(nameHosts([linkSource("a/nova-compute.log", { givenHost: "mine" }), linkSource("b/nova-compute.log")])).toEqual(["mine", "b"]);
  });

  it("leaves a single directory unnamed", () => {
    expect(named("logs/nova-compute.log")).toEqual([undefined]);
  });

  it("takes what only a hypervisor writes for the only named hypervisor's, in whatever folder, and nothing else", () => {
    const sources = [
      linkSource("log/nova-compute.log", { statedHost: "cmp1" }), linkSource("tmp/trace.txt", { format: "lock-trace", service: undefined }),
      linkSource("virt/libvirtd.log", { format: "libvirtd", service: "libvirtd" }), linkSource("net/agent.log", { service: "neutron-openvswitch-agent" }), linkSource("ctl/nova-api.log", { service: "nova-api" }),
    ];
    expect(nameHosts(sources)).toEqual(["cmp1", "cmp1", "cmp1", "cmp1", undefined]);
  });

  it("does not choose among several hypervisors", () => {
    const sources = [linkSource("a/nova-compute.log", { statedHost: "cmp1" }), linkSource("b/nova-compute.log", { statedHost: "cmp2" }), linkSource("c/trace.txt", { format: "lock-trace", service: undefined })];
    expect(nameHosts(sources)).toEqual(["cmp1", "cmp2", undefined]);
  });

  it("leaves one host's logs of different kinds in different directories unnamed", () => {
    const sources = [linkSource("logs/nova/nova-compute.log"), linkSource("logs/libvirt/libvirtd.log", { format: "libvirtd", service: "libvirtd" })];
    expect(nameHosts(sources)).toEqual([undefined, undefined]);
  });

  it("names a log that says nothing as the other logs of its directory agree", () => {
    const sources = [linkSource("a/syslog", { statedHost: "cmp1", service: undefined }), linkSource("a/atop.txt", { format: "atop", service: undefined })];
    expect(nameHosts(sources)).toEqual(["cmp1", "cmp1"]);
  });

  it("does not name it where the other logs of its directory disagree", () => {
    const sources = [linkSource("a/1.log", { statedHost: "cmp1" }), linkSource("a/2.log", { statedHost: "cmp2" }), linkSource("a/atop.txt", { format: "atop", service: undefined })];
    expect(nameHosts(sources)).toEqual(["cmp1", "cmp2", undefined]);
  });

  it("tells hosts that call themselves the same apart by directory, where both hold the same kind of log", () => {
    const sources = [linkSource("a/nova-compute.log", { statedHost: "localhost" }), linkSource("b/nova-compute.log", { statedHost: "localhost" })];
    expect(nameHosts(sources)).toEqual(["localhost (a)", "localhost (b)"]);
  });

  it("does so for host names that hold a space", () => {
    const sources = [linkSource("a/nova-compute.log", { statedHost: "my host" }), linkSource("b/nova-compute.log", { statedHost: "my host" })];
    expect(nameHosts(sources)).toEqual(["my host (a)", "my host (b)"]);
  });

  it("takes one name in several directories with different kinds of log for one host", () => {
    const sources = [linkSource("nova/nova-compute.log", { statedHost: "cmp1" }), linkSource("libvirt/libvirtd.log", { format: "libvirtd", service: "libvirtd", statedHost: "cmp1" })];
    expect(nameHosts(sources)).toEqual(["cmp1", "cmp1"]);
  });

  it("takes a short name and the full one for one host where both are used", () => {
    const sources = [linkSource("x/nova-compute.log", { statedHost: "cmp1.example.org" }), linkSource("x/syslog", { service: undefined, statedHost: "cmp1" })];
    expect(nameHosts(sources)).toEqual(["cmp1", "cmp1"]);
  });

  it("keeps full names where only full ones are used", () => {
    expect(nameHosts([linkSource("x/nova-compute.log", { statedHost: "cmp1.example.org" })])).toEqual(["cmp1.example.org"]);
  });

  it("never gives an empty name, not even to logs beside the directory of another host", () => {
    expect(named("nova-compute.log", "cmp2/nova-compute.log")).toEqual([".", "cmp2"]);
  });

  it("does not take a rotated log's directory depth for a difference at its end", () => {
    expect(named("a/var/log/nova-compute.log", "b/var/log/nova-compute.log", "c/log/nova-compute.log")).toEqual(["a/var", "b/var", "c"]);
  });
});
