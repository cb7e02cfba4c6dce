import { describe, expect, it } from "vitest";
import { readCollectedEntry } from "../../src/parsers/collected-entry.ts";
import { osloLog } from "../../src/parsers/oslo-log/oslo-log.ts";
import { parse } from "../support/parse.ts";

const AT = "2026-11-22T15:00:01.250Z";
const AT_US = Date.UTC(2026, 10, 22, 15, 0, 1, 250) * 1000;

describe("a line that a collector kept", () => {
  it.each([
    ["Filebeat", { "@timestamp": AT, message: "x", log: { offset: 0, file: { path: "/var/log/a.log" } }, host: { name: "cmp1" }, container: { name: "nova_compute" } }, { by: "filebeat", host: "cmp1", path: "/var/log/a.log", names: ["nova_compute"] }],
    ["Filebeat 6", { "@timestamp": AT, message: "x", source: "/var/log/a.log", host: "cmp1" }, { by: "filebeat", host: "cmp1", path: "/var/log/a.log", names: [] }],
    ["Loki", { labels: { filename: "/var/log/a.log", hostname: "cmp1", job: "nova", container: "c" }, line: "x", timestamp: AT }, { by: "loki", host: "cmp1", path: "/var/log/a.log", names: ["c", "nova"] }],
    ["Loki, with no label known here", { labels: { a: "b" }, line: "x", timestamp: AT }, { by: "loki", host: undefined, path: undefined, names: [] }],
  ])("by %s says where it is from", (_, json, entry) => {
    expect(readCollectedEntry(json)).toEqual({ line: "x", atUs: AT_US, ...entry });
  });

  it("is no other JSON", () => {
    expect(readCollectedEntry({ message: "x" })).toBeUndefined();
    expect(readCollectedEntry({ "@timestamp": AT, msg: "x" })).toBeUndefined();
    expect(readCollectedEntry({ line: "x", timestamp: AT, labels: "none" })).toBeUndefined();
  });
});

describe("a record that a collector kept", () => {
  const kept = (message: string, stamp = AT, path = "/var/log/nova/nova-compute.log") => JSON.stringify({ "@timestamp": stamp, message, log: { file: { path } }, host: { name: "cmp1" } });
  const record = (text: string): string => `2026-11-22 14:00:00.123 7 INFO nova.compute.manager [-] [instance: 7c1d2e3f-4a5b-4c6d-8e7f-0a1b2c3d4e5f] ${text}`;

  it("was written when it says, not when it was collected", () => {
    const { events, facts } = parse(osloLog, kept(record("Instance spawned successfully."), "2026-11-22T15:20:00Z"));
    expect(events).toMatchObject([{ kind: "milestone", head: { atUs: Date.UTC(2026, 10, 22, 14, 0, 0, 123) * 1000, clock: "local", host: "cmp1", service: "nova-compute", pid: 7 } }]);
    expect(facts).toMatchObject({ layout: "filebeat", host: "cmp1", service: "nova-compute" });
  });

  it("was written when it was collected, where it does not say", () => {
    expect(parse(osloLog, kept("INFO nova.compute.manager [-] [instance: 7c1d2e3f-4a5b-4c6d-8e7f-0a1b2c3d4e5f] Instance spawned successfully.")).events).toMatchObject([{ kind: "milestone", head: { atUs: AT_US, clock: "utc" } }]);
  });

  it("goes on in lines of its own file alone", () => {
    const xml = ["<domain>", "  <name>instance-00000001</name>", "  <uuid>7c1d2e3f-4a5b-4c6d-8e7f-0a1b2c3d4e5f</uuid>", "</domain>"];
    const lines = (path: string): string => [kept(record("End _get_guest_xml xml=<domain type=\"kvm\">")), ...xml.map((line) => kept(line, AT, path))].join("\n");
    const kinds = (path: string) => parse(osloLog, lines(path)).events.map(({ kind }) => kind);
    expect(kinds("/var/log/nova/nova-compute.log")).toContain("identity");
    expect(kinds("/var/log/nova/other.log")).not.toContain("identity");
  });
});
