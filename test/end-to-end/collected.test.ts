import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { scratchFolder } from "../input/support/scratch-folder.ts";
import { analyseSample } from "../support/analyse.ts";

const scratch = scratchFolder();
const services = ["nova-compute", "nova-api", "nova-conductor", "libvirtd"];

/** What of libvirtd's log the report hangs on: a fifth of it. */
const TELLING = /RPC_SERVER_CLIENT_MSG|virThreadJob|Job:|libvirt version|: Opened|dom=/;

interface Line {
  readonly service: string;
  readonly stamp: string;
  readonly text: string;
}

function linesOf(service: string): readonly Line[] {
  let stamp = "2026-11-22T00:00:00.000";
  const lines = gunzipSync(readFileSync(join("samples/zed-boot-10", `${service}.log.gz`))).toString().split("\n").slice(0, -1);
  return lines.filter((text) => service !== "libvirtd" || TELLING.test(text)).map((text) => {
    const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})/.exec(text) ?? [];
    if (day !== undefined && time !== undefined) stamp = `${day}T${time}`;
    return { service, stamp: `${stamp}Z`, text };
  });
}

const logs = services.map(linesOf);
const all = logs.flat().sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
const path = (service: string): string => `/var/log/${service}.log`;
const filebeat = ({ service, text }: Line, stamp: string): string => JSON.stringify({ "@timestamp": stamp, "@metadata": { beat: "filebeat" }, message: text, log: { offset: 0, file: { path: path(service) } }, host: { name: "cmp1" } });
const loki = ({ service, text }: Line, stamp: string): string => JSON.stringify({ labels: { filename: path(service), host: "cmp1" }, line: text, timestamp: stamp });

/** Entries of the journal: lines that go on are of one message with the record they go on from. */
const entries = logs
  .flatMap((lines) => {
    const messages: Line[] = [];
    for (const line of lines) {
      const before = messages.at(-1);
      if (before === undefined || /^\d{4}-/.test(line.text)) messages.push(line);
      else messages[messages.length - 1] = { ...before, text: `${before.text}\n${line.text}` };
    }
    return messages;
  })
  .sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0))
  .map(({ service, stamp, text }) => ({
    __CURSOR: "s=1", __REALTIME_TIMESTAMP: String(Date.parse(stamp) * 1000), _HOSTNAME: "cmp1", SYSLOG_IDENTIFIER: service, MESSAGE: text, _PID: String(100 + services.indexOf(service)),
  }));

/** systemd's Journal Export Format. */
function exported(entry: Readonly<Record<string, string>>): Buffer {
  const fields = Object.entries(entry).map(([name, value]) => {
    if (!value.includes("\n")) return Buffer.from(`${name}=${value}\n`);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(Buffer.byteLength(value)));
    return Buffer.concat([Buffer.from(`${name}\n`), length, Buffer.from(`${value}\n`)]);
  });
  return Buffer.concat([...fields, Buffer.from("\n")]);
}

function hotspotsOf({ hotspots }: Report): readonly unknown[] {
  return hotspots.map(({ service, resource, waitUs, contentions, permits, inferred, ownWaitUs, inheritedWaitUs }) => ({ service, resource, waitUs, contentions, permits, inferred, ownWaitUs, inheritedWaitUs }));
}

describe("what a collector exported of several logs", () => {
  let apart: Report;

  beforeAll(async () => {
    apart = await analyseSample(services.map((service, index) => scratch.write(`each/${service}.log`, (logs[index] ?? []).map(({ text }) => `${text}\n`).join(""))));
    expect([...new Set(apart.hotspots.map(({ service }) => service))]).toContain("libvirtd");
  }, 60_000);

  it.each([
    ["Filebeat, long after", all.map((line) => filebeat(line, "2026-11-23T08:00:00.000Z"))],
    ["Loki, oldest first", all.map((line) => loki(line, line.stamp))],
    ["Loki, newest first", all.map((line) => loki(line, line.stamp)).reverse()],
  ])("tells what the logs do: %s", async (_, lines) => {
    const report = await analyseSample([scratch.write("export.json", `${lines.join("\n")}\n`)]);
    expect(report.inputs.map(({ format, host }) => [format, host])).toEqual([["oslo-log", "cmp1"], ["libvirtd", "cmp1"]]);
    expect(report.run.ready).toBe(10);
    expect(hotspotsOf(report)).toEqual(hotspotsOf(apart));
  }, 60_000);
});

describe("journalctl -o export", () => {
  it("tells what -o json does, and quotes the line of the message", async () => {
    expect(entries.filter(({ MESSAGE }) => MESSAGE.includes("\n")).length).toBeGreaterThan(10);
    const json = await analyseSample([scratch.write("journal.json", entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""))]);
    const report = await analyseSample([scratch.write("journal.export", Buffer.concat(entries.map(exported)))]);
    expect(report.inputs.map(({ format, host }) => [format, host])).toEqual([["oslo-log", "cmp1"], ["libvirtd", "cmp1"]]);
    expect(report.run.ready).toBe(10);
    expect(hotspotsOf(report)).toEqual(hotspotsOf(json));
    expect(report.instances.map(({ steps }) => steps.length)).toEqual(json.instances.map(({ steps }) => steps.length));
    expect(report.diagnostics).toEqual([]);
    const quoted = report.hotspots.flatMap(({ evidence }) => evidence.map(({ text }) => text));
    expect(quoted.length).toBeGreaterThan(0);
    expect(quoted.filter((text) => !text.startsWith("MESSAGE="))).toEqual([]);
  }, 60_000);
});
