import { describe, expect, it } from "vitest";
import type { Hotspot, Prediction } from "../../src/model/hotspot.ts";
import { MOST_FIXES, type Fix, type LimitedBy, type Run } from "../../src/model/run.ts";
import type { Report } from "../../src/model/report.ts";
import { exampleReport } from "../support/example-report.ts";
import { rendered } from "../support/rendered.ts";

const S = 1_000_000;
const [lock] = exampleReport.hotspots as [Hotspot];

/** Of a run that took 100 s. */
const without = (makespanS: number, lowS: number, highS: number): Prediction => ({ makespanUs: makespanS * S, lowUs: lowS * S, highUs: highS * S, savedUs: (100 - makespanS) * S, deletesUs: null, deletesSavedUs: null });

const hotspot = (id: string, resource: string, more: Partial<Hotspot> = {}): Hotspot => ({ ...lock, id, resource, prediction: null, advice: [], ...more });

const remedy = (title: string): Hotspot["advice"] => [{ remedy: "rule", first: false, title, text: `How to do it: ${title}.`, cost: null, appliesTo: null, references: [], evidence: [] }];

const fix = (id: string, makespanS: number, savedS: number, next: string | null = null, limitedBy: LimitedBy = "software"): Fix => ({ hotspot: id, resource: "r", makespanUs: makespanS * S, savedUs: savedS * S, next, limitedBy });

function reportOf(hotspots: readonly Hotspot[], fixOrder: readonly Fix[], run: Partial<Run> = {}): Report {
  return { ...exampleReport, hotspots, advice: [], run: { ...exampleReport.run, makespanUs: 100 * S, fixOrder, limitedBy: "software", ...run } };
}

const flat = (report: Report, format = "terminal"): string => rendered(format, "rank", report, { width: 80, colour: false, top: 10 }).replace(/\s+/g, " ");

const first = hotspot("H1", "most-waited", { prediction: without(97, 90, 110) });
const second = hotspot("H2", "on-the-path", { prediction: without(60, 50, 70), advice: remedy("Two at once") });
const third = hotspot("H3", "behind-it", { advice: remedy("Do less") });
const fixes = [fix("H2", 60, 40, "H3"), fix("H3", 45, 15, "H1")];
const busy = { cpuMean: 0.95, cpuMax: 1, cores: 2, diskMean: null, diskMax: null, disk: null, fullCores: [], cpuUsers: [] };

describe("what to do first", () => {
  it("stands right after what was waited for most, with what it saves and its bounds", () => {
    const text = flat(reportOf([first, second, third], fixes));
    expect(text).toMatch(/waiting \d+ % of the time until ready; most for most-waited \(H1\) do first H2 on-the-path: the last instance ready after 1 min, 40\.0 s earlier \(50\.0 s to 1 min 10 s\) critical path/);
  });

  it("is nothing for certain where the best may save nothing, and then the limit is told", () => {
    const text = flat(reportOf([hotspot("H1", "a", { prediction: without(95, 85, 105) })], [fix("H1", 95, 5)], { limitedBy: "cpu", hardware: busy }));
    expect(text).toContain("do first nothing waited for saves time for certain: the CPU was in use 95 % of the time; most likely H1 a: the last instance ready after 1 min 35 s, 5.00 s earlier (1 min 25 s to 1 min 45 s)");
  });

  it("is nothing where no removal is worth a fix", () => {
    expect(flat(reportOf([first], [], { limitedBy: "arrivals" }))).toContain("do first nothing waited for saves time for certain: the pace at which requests came is the limit critical path");
    expect(flat(reportOf([first], []))).toContain("do first nothing waited for saves time alone critical path");
  });

  it("is the best, said to be in doubt, where no hardware is the limit but what cannot be seen may be", () => {
    expect(flat(reportOf([hotspot("H1", "a", { prediction: without(60, 50, 105) })], [fix("H1", 60, 40)]))).toContain("do first H1 a, though not for certain: the last instance ready after 1 min, 40.0 s earlier (50.0 s to 1 min 45 s)");
  });

  it("is two waits together where the first alone saves nothing", () => {
    const text = flat(reportOf([hotspot("H1", "a", { prediction: without(100, 95, 105) }), hotspot("H2", "b")], [fix("H1", 100, 0, "H2"), fix("H2", 80, 20)]));
    expect(text).toContain("do first H1 a and H2 b, though not for certain: the last instance ready after 1 min 20 s, 20.0 s earlier");
  });

  it("is not told where nothing was replayed", () => {
    expect(flat(reportOf([first], [], { limitedBy: null }))).not.toContain("do first");
  });

  it("is in the headline of the page, in the place of what is waited for most", () => {
    const title = (report: Report): string => /<title>(.*?)<\/title>/.exec(rendered("html", "rank", report, { width: 80, colour: false, top: 10 }))?.[1] ?? "";
    expect(title(reportOf([first, second, third], fixes))).toMatch(/of their time went into waiting; without H2 on-the-path the last would be ready after 1 min, 40\.0 s earlier \(50\.0 s to 1 min 10 s\)\.$/);
    expect(title(reportOf([hotspot("H1", "a", { prediction: without(95, 85, 105) })], [fix("H1", 95, 5)], { limitedBy: "cpu", hardware: busy }))).toMatch(/waiting, but nothing waited for saves time for certain: the CPU was in use 95 % of the time\.$/);
  });

  it("says of what is waited for most that its removal saves nothing", () => {
    expect(flat(reportOf([hotspot("H1", "a", { prediction: without(99.5, 95, 105) }), second], [fix("H2", 60, 40)]))).toContain("most for a (H1), whose removal alone saves nothing");
  });
});

describe("what to do, in order", () => {
  for (const [format, numbered] of [["terminal", "1. H2 on-the-path:"], ["markdown", "1. H2 `on-the-path`:"], ["github", "1. H2 `on-the-path`:"], ["launchpad", "1. H2 on-the-path:"], ["gerrit", "1. H2 on-the-path:"]] as const) {
    it(`is numbered, names the remedy, what it saves and its bounds on ${format}`, () => {
      const text = flat(reportOf([first, second, third], fixes), format);
      expect(text).toContain(`${numbered} Two at once. Without it the last instance is ready after 1 min,`);
      expect(text).toMatch(/2\. H3 `?behind-it`?: Do less\. Without it too the last instance is ready after 45\.0 s, 15\.0 s earlier\./);
      expect(text).toMatch(/After that H1 `?most-waited`? is waited for most, but removing it saves less than 1 %/);
    });
  }

  it("is followed by the remedies in the same order, and only then by the details", () => {
    const text = flat(reportOf([hotspot("H1", "most-waited", { advice: remedy("More of them") }), second, third], fixes));
    const at = ["1. H2", "2. H3", "How to do it: Two at once", "How to do it: Do less", "How to do it: More of them", "The first hotspots in detail", "What cannot be seen"].map((words) => text.indexOf(words));
    expect(at).not.toContain(-1);
    expect(at).toEqual([...at].sort((a, b) => a - b));
  });

  it("has the remedy of a hotspot to be fixed that the ranking leaves out, and of one that hardly anybody waited for", () => {
    const idle = hotspot("H4", "idle", { waitUs: { ...lock.waitUs, total: 0 }, advice: remedy("Mend it, too") });
    const text = rendered("terminal", "rank", reportOf([first, second, third, idle], fixes), { width: 80, colour: false, top: 1 });
    expect(text).toContain("How to do it: Do less.");
    expect(text).toContain("How to do it: Mend it, too.");
  });

  it("claims nothing of what is left where the list was cut at its longest", () => {
    const many = Array.from({ length: MOST_FIXES + 1 }, (_, index) => hotspot(`H${index + 1}`, `lock-${index + 1}`));
    const text = flat(reportOf(many, many.slice(0, MOST_FIXES).map(({ id }, index) => fix(id, 90 - 10 * index, 10, `H${index + 2}`))));
    expect(text).toContain("After that H6 lock-6 is waited for most. ");
  });
});

describe("what a removal saves", () => {
  it("is nothing below 1 % of the run, whether sooner or later, in the table and in the detail", () => {
    for (const makespanS of [99.2, 100.8]) {
      const text = flat(reportOf([hotspot("H1", "a", { prediction: without(makespanS, 95, 105) })], []));
      expect(text).toMatch(/ H1 a lock nova-compute \d+ min \d+ s 0 s /);
      expect(text).toMatch(/without it the last instance ready no earlier \(1 min 35 s to 1 min 45 s\)/);
    }
  });

  it("names deletes only where these are over earlier", () => {
    const of = (savedS: number): string => flat(reportOf([hotspot("H1", "a", { prediction: { ...without(60, 50, 70), deletesUs: 20 * S, deletesSavedUs: savedS * S } })], []));
    expect(of(5)).toContain("; all deletes over 5.00 s earlier, in 20.0 s");
    expect(of(0.1)).not.toContain("all deletes");
    expect(of(-5)).not.toContain("all deletes");
  });
});

describe("the curve of the fixes on the page", () => {
  it("says that each counts on those before it", () => {
    const page = rendered("html", "rank", reportOf([first, second, third], fixes), { width: 80, colour: false, top: 10 });
    expect([...page.matchAll(/text-anchor="end">((?:and )?without [^<]*)</g)].map(([, label]) => label)).toEqual(["without H2 r", "and without H3 r"]);
  });
});
