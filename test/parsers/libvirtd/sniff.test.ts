import { describe, expect, it } from "vitest";
import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";

const RECORD = "2018-03-05 14:09:20.799+0000: 5107: info : virObjectRef:365 : OBJECT_REF: obj=0x7f21a40b7c90";
const OSLO = "2018-03-05 14:09:20.799 4466 INFO nova.virt.libvirt.driver [req-1 - - - - -] libvirt version 3.0.0";

describe("recognising libvirt's logs", () => {
  it.each([
    ["a dated line", RECORD],
    ["a line of a collector with another zone", RECORD.replace("+0000", "+0530")],
    ["a line of libvirt 0.9.7", "14:02:11.318: 2207: debug : virDomainCreate:5241 : dom=0x7f1c, (VM: name=web, uuid=x)"],
    ["the banner", "2018-03-05 14:09:20.799+0000: 5107: info : libvirt version: 3.0.0"],
    ["a journal line without function", "Sep 14 05:11:03 h virtqemud[4101]: Cannot start job (query, none)"],
    ["a container runtime's line", `2018-03-05T14:09:20.800000000Z stderr F ${RECORD}`],
    ["a Pebble line", `2018-03-05T14:09:20.800Z [libvirtd] ${RECORD}`],
    ["a docker line", JSON.stringify({ log: `${RECORD}\n`, stream: "stderr", time: "2018-03-05T14:09:20.8Z" })],
    ["the log of one domain", "2022-02-10 16:18:04.843+0000: starting up libvirt version: 6.0.0"],
    ["the log of one domain of libvirt 0.9", "2011-09-27 14:03:12.123: starting up"],
  ])("is sure of %s", (_, line) => {
    expect(libvirtd.sniff([line])).toBeGreaterThan(0.8);
  });

  it("leaves an oslo log to others, even where it speaks of libvirt", () => {
    expect(libvirtd.sniff([OSLO])).toBe(0);
  });

  it("leaves a syslog to others when a cloud service writes there as well", () => {
    expect(libvirtd.sniff(["Sep 14 05:11:03 h libvirtd[6]: Cannot start job (query, none)", `Sep 14 05:11:03 h nova-compute[7]: ${OSLO}`])).toBe(0);
  });

  it("leaves a coloured devstack journal to others", () => {
    const coloured = "Sep 14 05:11:03 h n-cpu[7]: \u001b[00;32mDEBUG oslo_concurrency.lockutils [\u001b[00;36mNone";
    expect(libvirtd.sniff(["Sep 14 05:11:03 h libvirtd[6]: Cannot start job (query, none)", coloured])).toBe(0);
  });

  it("takes a syslog with one line of a libvirt daemon, with less certainty", () => {
    const head = ["Sep 14 05:11:03 h kernel: x", "Sep 14 05:11:03 h cron[9]: y", "Sep 14 05:11:03 h libvirtd[6]: Cannot start job (query, none)"];
    expect(libvirtd.sniff(head)).toBeGreaterThan(0.5);
    expect(libvirtd.sniff(head)).toBeLessThan(0.8);
  });

  it("does not take a syslog without libvirt", () => {
    expect(libvirtd.sniff(["Sep 14 05:11:03 h kernel: libvirtd: segfault", "Sep 14 05:11:03 h virtiofsd[9]: y"])).toBe(0);
  });

  it("does not take an empty source", () => {
    expect(libvirtd.sniff([])).toBe(0);
  });
});
