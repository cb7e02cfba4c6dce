import { describe, expect, it } from "vitest";
import { gapWriters } from "../../../src/analyses/blind-spots/gap-writers.ts";
import type { OwnLine, Place } from "../../../src/model/trace.ts";
import { instance, source } from "../../support/traces.ts";

const SYSLOG = source({ path: "syslog", service: "oslo-log", services: ["neutron-server", "nova-compute"], silent: ["neutron-server"] });
const DAEMON = source({ path: "syslog", format: "libvirtd", service: "libvirtd" });
const ALONE = source({ path: "nova-api.log", service: "nova-api" });

const line = (number: number, service: string, of = 0): OwnLine => ({ atUs: number, service, role: "boot", place: { source: of, line: number } });

function writersAround(...evidence: readonly Place[]): unknown {
  const step = { name: "", phase: "create", kind: "unexplained", startUs: 0, endUs: 1, resource: null, holder: null, evidence, children: [] } as const;
  const traced = instance("i", [], { ownLines: () => [line(1, "nova-compute"), line(2, "neutron-server"), line(3, "libvirtd", 1), line(4, "nova-api", 2)] });
  const writers = gapWriters([{ id: "i", steps: [step, { ...step, kind: "work", evidence: [{ source: 0, line: 9 }] }] }], { instances: [traced], sources: [SYSLOG, DAEMON, ALONE] });
  return [...writers].map(([path, lines]) => [path, [...lines].map(([number, { service, hasDebug, format }]) => [number, format, service, hasDebug])]);
}

describe("who wrote the lines around gaps", () => {
  it("is told by the lines of the boot where several write into one file, as is whether that service writes debug lines", () => {
    expect(writersAround({ source: 0, line: 1 }, { source: 0, line: 2 }, { source: 1, line: 3 })).toEqual([
      ["syslog", [[1, "oslo-log", "nova-compute", true], [2, "oslo-log", "neutron-server", false], [3, "libvirtd", "libvirtd", true]]],
    ]);
  });

  it("is as much of it as the file tells where the boot does not know the line", () => {
    expect(writersAround({ source: 0, line: 7 })).toEqual([["syslog", [[7, "oslo-log", "oslo-log", true]]]]);
  });

  it("is the file's to say where one writes it", () => {
    expect(writersAround({ source: 2, line: 4 })).toEqual([]);
  });
});
