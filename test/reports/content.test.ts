import { describe, expect, it } from "vitest";
import type { Hotspot } from "../../src/model/hotspot.ts";
import type { Step } from "../../src/model/instance.ts";
import type { Report } from "../../src/model/report.ts";
import type { RenderOptions } from "../../src/reports/format.ts";
import { terminalFormat } from "../../src/reports/terminal/terminal.ts";
import { emptyReport, exampleReport } from "../support/example-report.ts";

const options: RenderOptions = { width: 80, colour: false, top: 10 };

const rank = (report: Report, more: Partial<RenderOptions> = {}): string => terminalFormat.rank(report, { ...options, ...more });

const [lock, event] = exampleReport.hotspots as [Hotspot, Hotspot, Hotspot, Hotspot];

describe("the ranking", () => {
  it("answers the four questions in order", () => {
    const text = rank(exampleReport);
    const at = ["What happened", "Ranked hotspots", "What to do", "What cannot be seen"].map((heading) => text.indexOf(`${heading}`));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at[0]).toBe(0);
  });

  it("names the worst hotspot on the first screen", () => {
    expect(rank(exampleReport).split("\n").slice(0, 24).join("\n")).toContain("H1 compute_resources: the last instance");
  });

  it("says over which records the numbers are when limited", () => {
    expect(rank(exampleReport)).toContain("limited to");
    expect(rank(emptyReport)).not.toContain("limited to");
  });

  it("shows no more hotspots than asked for, and counts the rest", () => {
    const text = rank(exampleReport, { top: 1 });
    expect(text).not.toMatch(/^ {2}H2 /m);
    expect(text).toContain("3 more: 1 min 32 s of waiting, 15.1 s of it of boots; --top 4 shows all");
  });

  it("only counts hotspots that nobody waited for", () => {
    const idle = { ...event, id: "H2", resource: "idle-lock", waitUs: { ...event.waitUs, total: 0 } };
    const text = rank({ ...exampleReport, run: { ...exampleReport.run, fixOrder: [] }, hotspots: [lock, idle] });
    expect(text).toContain("1 more: nobody waited for it");
    expect(text).not.toContain("idle-lock");
  });

  it("shows a hotspot that nobody waited for as yet, but that is to be fixed", () => {
    const [first, second] = exampleReport.run.fixOrder;
    const idle = { ...event, id: second?.hotspot ?? "", resource: "next-queue", waitUs: { ...event.waitUs, total: 0 } };
    expect(first?.hotspot).toBe(lock.id);
    expect(rank({ ...exampleReport, hotspots: [lock, idle] })).toMatch(/^ +H\d+ +next-queue /m);
  });

  it("shows both ends of a long line of evidence", () => {
    const text = `2026-11-22 14:57:23.320 ${"x".repeat(400)} :: waited 9.412s`;
    const shown = rank({ ...exampleReport, hotspots: [{ ...lock, evidence: [{ file: "nova-compute.log", line: 1, text }] }] });
    expect(shown).toMatch(/2026-11-22 14:57:23\.320 x+/);
    expect(shown).toContain(":: waited 9.412s");
  });

  it("says where to look when there is no advice", () => {
    expect(rank(exampleReport)).toContain("No remedy is known. Look at what bench-003 did while others waited.");
  });

  it("names what boots waited for most, whatever the ranking is by", () => {
    expect(rank({ ...exampleReport, hotspots: [event, lock] }, { width: 120 })).toContain(`most for ${lock.resource} (${lock.id})`);
  });

  it("shows the column it ranks by on a narrow terminal", () => {
    const head = (sort: "delete" | "count"): string => rank(exampleReport, { width: 60, sort }).split("\n").find((line) => line.startsWith("  #")) ?? "";
    expect(head("delete")).toContain("in deletes");
    expect(head("count")).toContain("waits");
  });

  it("does not say that nothing waited where a missing log would show it", () => {
    const blind = { code: "no-compute-log", title: "No nova-compute log", detail: "Waits are not visible.", fix: null };
    expect(rank({ ...emptyReport, blindSpots: [blind] })).toContain("No wait is visible");
  });

  it("tells the other runs by the numbers that --run takes", () => {
    const text = rank(exampleReport).replace(/\s+/g, " ");
    expect(text).toContain("this is run 2 of 2; run 1: 10 boots from 2026-11-22 12:57:10.920Z, makespan 17.2 s; choose with --run");
  });

  it("tells of an empty file once", () => {
    const [input] = exampleReport.inputs;
    const inputs = input === undefined ? [] : ["logs/empty.log", "logs/photo.jpg"].map((path) => ({ ...input, path, format: null, bytes: 0 }));
    const empty = { code: "empty-file", severity: "info", message: "A file is empty.", count: 1, examples: [{ file: "logs/empty.log", line: null, text: null }], hint: null } as const;
    const text = rank({ ...emptyReport, inputs, diagnostics: [empty] });
    expect(text).toContain("A file is empty (logs/empty.log).");
    expect(text).toContain("1 file not recognised: logs/photo.jpg.");
  });

  it("keeps the more important columns on a narrow terminal", () => {
    const head = (width: number): string => rank(exampleReport, { width }).split("\n").find((line) => line.startsWith("  #")) ?? "";
    expect(head(60)).toMatch(/resource.*in boots.*saves/);
    expect(head(60)).not.toContain("service");
    expect(head(80)).toMatch(/resource.*service.*in boots/);
    expect(head(60)).not.toContain("held most by");
    expect(head(160)).toMatch(/in boots +saves +on path +waits +p95 +max +instances/);
  });

  it("says that the CPU was busy when it was", () => {
    const hardware = { cpuMean: 0.97, cpuMax: 1, cores: 2, diskMean: null, diskMax: null, disk: null, fullCores: [], cpuUsers: [] };
    expect(rank({ ...exampleReport, run: { ...exampleReport.run, hardware } }, { width: 120 }).replace(/\s+/g, " ")).toContain("the CPU was busy throughout");
  });
});

describe("the timeline", () => {
  const steps: Step[] = Array.from({ length: 100 }, (_, index) => ({
    name: `step-${index}`,
    phase: "create",
    kind: "work",
    startUs: index * 1_000_000,
    endUs: index * 1_000_000 + 1000 + index,
    resource: null,
    holder: null,
    evidence: [],
    children: [],
  }));
  const [instance] = exampleReport.instances;
  const long: Report = { ...exampleReport, instances: instance === undefined ? [] : [{ ...instance, requestUs: 0, steps }] };

  it("shows the 40 longest of many steps and counts the rest", () => {
    const text = terminalFormat.timeline(long, options);
    expect(text.match(/step-\d+/g)).toHaveLength(40);
    expect(text).toContain("step-99");
    expect(text).toContain("60 shorter steps left out; --format json has all");
  });

  it("names the holder of what was waited for", () => {
    expect(terminalFormat.timeline(exampleReport, { ...options, width: 120 })).toMatch(/W {2}wait for compute_resources .*\n +held by instance_claim of bench-002/);
  });
});

describe("the figures of waits", () => {
  it("are of those who found it taken, in the table as in the detail", () => {
    const single = { ...lock, contentions: 1, contendedUs: { min: 30_000_000, p50: 30_000_000, p95: 30_000_000, max: 30_000_000 }, waitUs: { ...lock.waitUs, p50: 0, p95: 28_500_000, max: 30_000_000 } };
    const text = rank({ ...exampleReport, hotspots: [single] }, { width: 130 });
    expect(text).toMatch(/^ +H1 .* 1 +30\.0 s +30\.0 s /m);
    expect(text.replace(/\s+/g, " ")).toContain("waits, p95, max: of all who found it taken, in deletes and background work, too.");
  });

  it("are not explained where their columns find no room, nor is any other", () => {
    const text = rank(exampleReport, { width: 60 });
    expect(text).not.toContain("p95");
    expect(text).toContain("“Saves”");
  });

  it("say why nothing is told of what is saved", () => {
    expect(rank(exampleReport).replace(/\s+/g, " ")).toContain("“–”: not replayed, since too little waits for it, or nothing tells for whom it works");
    expect(rank({ ...exampleReport, hotspots: [lock] })).not.toContain("“–”");
  });
});

describe("a traced lock, which is called by the function that takes it", () => {
  const traced: Hotspot = {
    ...lock,
    resource: "qemuDriverLock",
    waiters: [{ name: "qemuDriverLock", waitUs: 5, count: 1 }],
    holders: [{ name: "qemuDriverLock", waitCausedUs: 5, count: 1 }],
    chains: [], patterns: [], advice: [],
  };

  it("names nobody by that", () => {
    const text = rank({ ...exampleReport, run: { ...exampleReport.run, criticalPath: [], fixOrder: [] }, hotspots: [traced] }, { width: 160 });
    expect(text).not.toMatch(/^ +(?:waiters|holders) /m);
    expect(text).not.toContain("Look at what");
    expect(text.match(/qemuDriverLock/g)).toHaveLength(4);
  });
});

describe("a chain", () => {
  const link = { holder: "bench-030: POST", resource: "nova-api workers", heldUs: 3_990_000, holds: 39, waitsFor: null, doing: "unlogged" };
  const chained = (chains: Hotspot["chains"]): string => rank({ ...exampleReport, hotspots: [{ ...lock, chains }] }, { width: 160 }).replace(/\s+/g, " ");

  it("counts all who were before, and names the longest", () => {
    expect(chained([{ waiter: "bench-040: POST", waitUs: 101_000_000, links: [link], evidence: [] }])).toContain("chain bench-040: POST waited 1 min 41 s ← 39 holds before it, the longest bench-030: POST, 3.99 s: unlogged");
    expect(chained([{ waiter: "bench-040: POST", waitUs: 3_000_000, links: [{ ...link, holds: 1 }], evidence: [] }])).toContain("← bench-030: POST held it 3.99 s: unlogged");
  });

  it("is told once for all of one root", () => {
    const text = chained([40, 39, 38].map((name, index) => ({ waiter: `bench-0${name}`, waitUs: 101_000_000 - index * 1_000_000, links: [{ ...link, holds: name - 1 }], evidence: [] })));
    expect(text).toContain("bench-040 waited 1 min 41 s ← 39 holds before it, the longest bench-030: POST, 3.99 s: unlogged; the same for bench-039 (1 min 40 s), bench-038 (1 min 39 s)");
    expect(text.match(/ chain /g)).toHaveLength(1);
  });
});

describe("the critical path", () => {
  const stretch = (name: string, resource: string | null, fromS: number, toS: number) => ({ startUs: fromS * 1e6, endUs: toS * 1e6, instance: null, kind: "work", name, resource, evidence: [] }) as const;

  it("adds up to the makespan, and agrees with the column", () => {
    const criticalPath = [stretch("a", null, 0, 10), stretch("x", "lock-x", 10, 30), stretch("b", null, 30, 35), stretch("c", null, 35, 38), stretch("d", null, 38, 40)];
    const text = rank({ ...exampleReport, run: { ...exampleReport.run, criticalPath }, hotspots: [{ ...lock, resource: "lock-x", onPathUs: 19_000_000 }] }, { width: 120 });
    expect(text).toContain("through lock-x 19.0 s, a 10.0 s, b 5.00 s, other steps 6.00 s");
  });
});

describe("what cannot be seen", () => {
  it("stands apart from notes on the logs", () => {
    const text = rank(exampleReport);
    const [unseen = "", notes = ""] = text.slice(text.indexOf("What cannot be seen")).split("Notes on the logs");
    expect(unseen).toContain("covered by no log line");
    expect(unseen).not.toContain("not recognised");
    expect(notes).toContain("1 file not recognised");
  });

  it("says once what helps with several gaps", () => {
    const [gap] = exampleReport.unexplained;
    const unexplained = gap === undefined ? [] : [gap, { ...gap, from: "other" }, { ...gap, from: "third" }];
    const fix = gap?.fix ?? "none";
    expect(rank({ ...exampleReport, unexplained }, { width: 160 }).replace(/\s+/g, " ").split(fix.slice(0, 20))).toHaveLength(2);
  });
});

describe("a quoted line that is cut", () => {
  it("keeps the id of its request", () => {
    const id = "req-0fc95d33-452a-40ce-b990-9d970b3e4f00";
    const text = `2013-05-14 09:32:00.675 19312 DEBUG oslo_concurrency.lockutils [None ${id} ${"user ".repeat(80)}] Lock acquired`;
    const shown = rank({ ...exampleReport, hotspots: [{ ...lock, evidence: [{ file: "nova-compute.log", line: 1, text }] }] }).replace(/\n */g, "");
    expect(shown).toContain(id);
    expect(shown).toContain("Lock acquired");
  });
});
