import { describe, expect, it } from "vitest";
import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";
import { parse } from "../../support/parse.ts";

const CORE = "901: debug : virThreadJobSet:93 : Thread 901 (rpc-libvirtd) is now running job remoteDispatchDomainResume";
const DATED = `2025-02-28 10:00:14.020+0000: ${CORE}`;
const MODIFIED_US = Date.UTC(2025, 2, 1) * 1000;

describe("one record behind every kind of prefix", () => {
  it.each([
    ["nothing", DATED],
    ["another zone", `2025-02-28 15:30:14.020+0530: ${CORE}`],
    ["a zone west of Greenwich", `2025-02-28 07:00:14.020-0300: ${CORE}`],
    ["a container runtime", `2025-02-28T10:00:15.123456789+00:00 stdout F ${DATED}`],
    ["Pebble", `2025-02-28T10:00:15.229Z [libvirtd] ${DATED}`],
    ["kubectl logs --timestamps", `2025-02-28T10:00:15.123456789Z ${DATED}`],
    ["kubectl logs --prefix", `[pod/libvirt-default-x7k2p/libvirt] ${DATED}`],
    ["kubectl logs with both", `[pod/libvirt-default-x7k2p/libvirt] 2025-02-28T10:00:15.123456789Z ${DATED}`],
    ["docker compose logs", `nova_libvirt-1  | ${DATED}`],
    ["stern", `libvirt-default-x7k2p libvirt ${DATED}`],
    ["docker", JSON.stringify({ log: `${DATED}\r\n`, stream: "stderr", time: "2025-02-28T10:00:15Z" })],
    ["syslog, with a stamp of its own", `Feb 28 11:00:14 h libvirtd[801]: ${DATED}`],
    ["journalctl -o short-iso-precise", `2025-02-28T11:00:14.020000+0100 h libvirtd[801]: ${CORE}`],
    ["rsyslog's file format", `2025-02-28T11:00:14.020000+01:00 h libvirtd[801]: ${CORE}`],
    ["journalctl -o short-full", `Fri 2025-02-28 10:00:14 UTC h libvirtd[801]: ${DATED}`],
    ["journalctl -o short-unix", `1740736814.020000 h libvirtd[801]: ${CORE}`],
    ["RFC 5424", `<31>1 2025-02-28T10:00:14.020Z h libvirtd 801 - - ${CORE}`],
    ["journalctl -o json", JSON.stringify({ __REALTIME_TIMESTAMP: "1740736814020000", SYSLOG_IDENTIFIER: "libvirtd", _PID: "801", MESSAGE: CORE })],
    ["Filebeat", JSON.stringify({ "@timestamp": "2025-02-28T11:00:00Z", message: DATED, log: { file: { path: "/var/log/libvirt/libvirtd.log" } }, host: { name: "h" } })],
    ["Loki", JSON.stringify({ labels: { container: "nova_libvirt" }, line: DATED, timestamp: "2025-02-28T11:00:00Z" })],
    ["the same, with a stamp of its own", JSON.stringify({ __REALTIME_TIMESTAMP: "1740736815999999", SYSLOG_IDENTIFIER: "libvirtd", _PID: "801", MESSAGE: DATED })],
  ])("%s: gives the same event at the same time", (_, line) => {
    const { events } = parse(libvirtd, line, { modifiedUs: MODIFIED_US });
    expect(events).toMatchObject([
      { kind: "operation-began", name: "remoteDispatchDomainResume", key: "api 901", head: { atUs: Date.UTC(2025, 1, 28, 10, 0, 14, 20) * 1000, clock: "utc", tid: 901 } },
    ]);
  });

  it("journalctl -o short-full: has a local clock where its zone is not UTC", () => {
    const { events } = parse(libvirtd, `Fri 2025-02-28 11:00:14 CET h libvirtd[801]: ${CORE}`, { modifiedUs: MODIFIED_US });
    expect(events[0]?.head).toMatchObject({ atUs: Date.UTC(2025, 1, 28, 11, 0, 14) * 1000, clock: "local", host: "h" });
  });

  it.each([["nova_virtqemud", "virtqemud"], ["nova_libvirt", "libvirtd"]])("a container's journal: the daemon is known by the container's name, %s", (ident, service) => {
    const lines = [`Feb 28 11:00:14 h ${ident}[801]: ${CORE}`, JSON.stringify({ __REALTIME_TIMESTAMP: "1740736814020000", SYSLOG_IDENTIFIER: ident, _PID: "801", MESSAGE: CORE })];
    expect(lines.map((line) => parse(libvirtd, line, { modifiedUs: MODIFIED_US }).events[0]?.head.service)).toEqual([service, service]);
  });

  it("traditional syslog: has a local clock and the year of the last modification", () => {
    const { events } = parse(libvirtd, `Feb 28 11:00:14 h libvirtd[801]: ${CORE}`, { modifiedUs: MODIFIED_US });
    expect(events[0]?.head).toMatchObject({ atUs: Date.UTC(2025, 1, 28, 11, 0, 14) * 1000, clock: "local", service: "libvirtd", host: "h", pid: 801 });
  });

  it("traditional syslog: is of the year before when it would be later than the last modification", () => {
    const { events } = parse(libvirtd, `Dec 31 11:00:14 h libvirtd[801]: ${CORE}`, { modifiedUs: MODIFIED_US });
    expect(events[0]?.head.atUs).toBe(Date.UTC(2024, 11, 31, 11, 0, 14) * 1000);
  });

  it("traditional syslog: turns the year given after December", () => {
    const line = (stamp: string) => `${stamp} 11:00:14 h libvirtd[801]: ${CORE}`;
    const { events } = parse(libvirtd, [line("Dec 31"), line("Jan  1")].join("\n"), { year: 2020 });
    expect(events.map((event) => new Date(event.head.atUs / 1000).getUTCFullYear())).toEqual([2020, 2021]);
  });
});

describe("the daemon", () => {
  it("is named by its workers", () => {
    expect(parse(libvirtd, DATED.replace("rpc-libvirtd", "prio-rpc-virtqemud")).facts.service).toBe("virtqemud");
  });

  it("is named by the path when its workers are not seen", () => {
    const line = "2025-02-28 10:00:14.020+0000: 9: info : virObjectRef:1 : OBJECT_REF: obj=0x1";
    expect(parse(libvirtd, line, { path: "logs/libvirt/virtnetworkd.log" }).facts.service).toBe("virtnetworkd");
  });

  it("is libvirtd when nothing tells", () => {
    expect(parse(libvirtd, "2025-02-28 10:00:14.020+0000: 9: info : virObjectRef:1 : OBJECT_REF: obj=0x1").facts.service).toBe("libvirtd");
  });

  it("is left to each record in a journal of several", () => {
    const { facts, events } = parse(libvirtd, [`Feb 28 11:00:14 h virtqemud[801]: ${CORE}`, `Feb 28 11:00:15 h virtnodedevd[9]: ${CORE}`].join("\n"), { modifiedUs: MODIFIED_US });
    expect(facts.service).toBeUndefined();
    expect(events.map((event) => event.head.service)).toEqual(["virtqemud", "virtnodedevd"]);
  });

  it("gives lines of one second their own time each, whatever zones they are in", () => {
    const stamps = ["10:00:14.020+0100", "10:00:14.021+0000", "10:00:14.500-0130", "10:00:14.022+0000"];
    const { events } = parse(libvirtd, stamps.map((stamp, index) => `2025-02-28 ${stamp}: ${CORE.replace("901", index.toString())}`).join("\n"));
    expect(events.map(({ head }) => new Date(head.atUs / 1000).toISOString().slice(11, 23))).toEqual(["09:00:14.020", "10:00:14.021", "11:30:14.500", "10:00:14.022"]);
  });
});
