import fc from "fast-check";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { NO_FILTER } from "../../src/analyses/study.ts";
import type { Names } from "../../src/model/names.ts";
import { explain } from "../../src/pipeline.ts";
import { openRedactor } from "../../src/redaction/redact.ts";
import { formatsOf, reportFormats } from "../../src/reports/index.ts";
import { formats, wholeOf } from "../support/rendered.ts";
import { sampleInDetail } from "../support/sample-report.ts";

const NOBODY: Names = { instances: [], hosts: [], paths: [] };
const KNOWN: Names = {
  instances: [
    { id: "6f1c3d52-0a55-4a86-9d6e-4a4e0c1b7701", name: "bench-001", domain: "instance-00000005" },
    { id: "6f1c3d52-0a55-4a86-9d6e-4a4e0c1b7702", name: "web", domain: undefined },
  ],
  hosts: ["cmp-01.dc.example.org", "compute"],
  paths: ["/srv/acme/logs/nova-compute.log", "/srv/acme/logs/acme-notes.txt.gz"],
};

/** A line of a log, redacted. */
const line = (text: string, names = KNOWN): string => openRedactor(names).redact({ file: "x.log", line: 1, text }).text;

describe("a line of a log", () => {
  it.each([
    ["[instance: 6F1C3D52-0a55-4a86-9d6e-4a4e0c1b7701] bench-001 on instance-00000005", "[instance: instance-A-uuid] instance-A on instance-A-domain"],
    ["Lock \"refresh_cache-6f1c3d52-0a55-4a86-9d6e-4a4e0c1b7702\" for web, not for webs", "Lock \"refresh_cache-instance-B-uuid\" for instance-B, not for webs"],
    ["[None req-7b5f3c3e-e383-4d46-961c-bb073074be38 admin demo - - default default] x", "[None req-1 user-1 project-1 - - default default] x"],
    ["[req-7b5f3c3e-e383-4d46-961c-bb073074be38 0be04bca0e5e4ecfbd97ca2e1f94d78a - - - -] x", "[req-1 id-1 - - - -] x"],
    ["10.20.30.40 \"POST /\" from 10.20.30.40:80 and 127.0.0.1", "10.0.0.1 \"POST /\" from 10.0.0.1:80 and 10.0.0.2"],
    ["port fa:16:3e:5b:01:02 at fe80::f816:3eff:fe5b:102 since 15:02:53.227", "port 02:00:00:00:00:01 at fd00::1 since 15:02:53.227"],
    ["cmp-01.dc.example.org and CMP-01 and db.dc.example.org", "host-1 and host-3 and host-4"],
    ["http://admin:secret@keystone:5000/v3 to jane.doe@example.org", "http://login-1@host-4:5000/v3 to user-1@example.org"],
    ["/home/jane/devstack/x.py in /usr/lib/python3/dist-packages/nova/compute/manager.py:2314", "/home/user-1/devstack/x.py in /usr/lib/python3/dist-packages/nova/compute/manager.py:2314"],
    ["tap1f2e3d4c-5b of gAAAAABnQmfooBarBazQuuxFooBar_-xx==", "port-1 of token-1"],
    ["libvirt version: 9.0.0, package 4.3.2.1", "libvirt version: 9.0.0, package 10.0.0.1"],
    ["reading /srv/acme/logs/nova-compute.log", "reading logs-1/nova-compute.log"],
    ["nova.compute.manager on compute: host=compute", "nova.compute.manager on host-2: host=host-2"],
    ["cut off: 6f1c3d52-0a55-4a86-9d", "cut off: …"],
  ])("is told without what identifies anyone: %s", (given, told) => {
    expect(line(given)).toBe(told);
  });

  it("takes the whole of a name in which an address stands, before that is replaced alone", () => {
    const names: Names = { instances: ["ACME http://e/x.png0", "ACME 10.2.3.4"].map((name, index) => ({ id: `6f1c3d52-0a55-4a86-9d6e-4a4e0c1b770${index}`, name, domain: undefined })), hosts: [], paths: [] };
    expect(line("ACME http://e/x.png0 and acme 10.2.3.4 at 10.2.3.4", names)).toBe("instance-A and instance-B at 10.0.0.1");
  });

  it("never gets as an alias an address that is somebody's", () => {
    expect(line("10.0.0.2 asks 10.0.0.1")).toBe("10.0.0.3 asks 10.0.0.4");
  });
});

describe("an answer", () => {
  it("keeps the words of the program where a host is called by one of them", () => {
    const told = openRedactor(KNOWN).redact({ kind: "lock", service: "nova-compute", resource: "nova-compute build slots", host: "compute", basis: "the compute service" });
    expect(told).toEqual({ kind: "lock", service: "nova-compute", resource: "nova-compute build slots", host: "host-2", basis: "the compute service" });
  });

  it("names files by what they are, if their names say no more", () => {
    const told = openRedactor(KNOWN).redact([{ path: "/srv/acme/logs/nova-compute.log" }, { path: "/srv/acme/logs/acme-notes.txt.gz" }]);
    expect(told).toEqual([{ path: "logs-1/nova-compute.log" }, { path: "logs-1/file-1.txt.gz" }]);
  });

  it("has one alias for one original throughout, and one original for one alias", () => {
    const word = fc.oneof(fc.uuid(), fc.ipV4(), fc.constantFrom("bench-001", "web", "cmp-01.dc.example.org", "nova", "-", "fa:16:3e:00:00:01"));
    fc.assert(fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const redactor = openRedactor(KNOWN);
      const told = redactor.redact(words);
      const pairs = new Map(words.map((each, index) => [each, told[index]]));
      expect(words.map((each) => pairs.get(each))).toEqual(told);
      expect(new Set(pairs.values()).size).toBe(pairs.size);
      const key = redactor.key();
      for (const [original, alias] of pairs) if (alias !== original) expect(key.get(alias ?? "")).toBe(original);
    }));
  });

  it("leaves numbers, nothing and the program's own ids alone", () => {
    const answer = { id: "H1", us: 12, share: 0.5, none: null, list: [true, "H2"] };
    expect(openRedactor(NOBODY).redact(answer)).toEqual(answer);
  });
});

/** What the raw logs of a folder call things by, found by their form alone. */
function identifiersIn(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of readdirSync(folder)) {
    if (!/\.(?:log|csv|jsonl|txt)(?:\.gz)?$/.test(name) || name.startsWith("README") || name.startsWith("versions")) continue;
    const bytes = readFileSync(join(folder, name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    for (const [id] of text.matchAll(CANDIDATE)) found.add(id.toLowerCase());
  }
  return found;
}

/** Ids of requests, instances, users and projects, digests, addresses, MACs, domains, taps, names of the benchmark's instances. */
const CANDIDATE = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?<![\da-z])(?:[\da-f]{64}|[\da-f]{40}|[\da-f]{32})(?![\da-z])|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|\b[\da-f]{2}(?::[\da-f]{2}){5}\b|\binstance-[\da-f]{8}\b|\b(?:tap|brq)[\da-f]{8}-[\da-f]{2}\b|\bbench-\d+\b/gi;

const captures = ["../shared/captures/zed-boot-20"].filter((path) => existsSync(path));

describe.each(["samples/zed-boot-10", "samples/grizzly-boot-40/as-installed", ...captures])("%s redacted", (folder) => {
  it("holds no identifier of the original in any format", async () => {
    const { names, ...told } = await sampleInDetail(folder);
    const redactor = openRedactor(names);
    const { report, detail } = redactor.redact(told);
    const explanation = redactor.redact(await explain([folder], { filter: NO_FILTER, zone: undefined, year: undefined, sort: "wait", run: undefined, jobs: 1 }, "H1"));
    const originals = identifiersIn(folder);
    expect(originals.size).toBeGreaterThan(100);
    const aliases = redactor.key();
    const leaks = new Set<string>();
    const look = (text: string): void => {
      for (const [id] of text.matchAll(CANDIDATE)) if (originals.has(id.toLowerCase()) && !aliases.has(id)) leaks.add(id);
      if (text.includes(folder)) leaks.add(folder);
    };
    const render = { width: 100, colour: false, top: 50 } as const;
    for (const { id, views } of reportFormats) {
      const format = formats.get(id);
      if (views.includes("rank")) look(wholeOf(format?.rank?.(report, render, detail) ?? "").toString("latin1"));
      if (views.includes("timeline")) look(wholeOf(format?.timeline?.(report, render) ?? "").toString("latin1"));
      for (const [, content] of format?.files?.(report, render, detail) ?? []) look(wholeOf(content).toString("latin1"));
    }
    for (const { id } of formatsOf("why")) look(wholeOf(formats.get(id)?.why?.(explanation, render) ?? "").toString("latin1"));
    expect([...leaks].slice(0, 5)).toEqual([]);
    const hosts = names.hosts.filter((host) => host.length > 2);
    expect(hosts.filter((host) => JSON.stringify(report).includes(host))).toEqual([]);
  }, 60_000);
});
