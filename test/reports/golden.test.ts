import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reportFormats } from "../../src/reports/index.ts";
import type { RenderOptions } from "../../src/reports/format.ts";
import { emptyReport, exampleReport, locksOnlyReport } from "../support/example-report.ts";
import { exampleExplanation, inferredExplanation } from "../support/example-explanation.ts";
import { expectGolden } from "../support/golden.ts";

const options = (width: number): RenderOptions => ({ width, colour: false, top: 10 });

/** All formats, loaded. */
const formats = await Promise.all(reportFormats.map(({ load }) => load()));

const golden = (name: string): string => join("test", "reports", "golden", name);

function format(id: string) {
  const found = formats.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no format ${id}`);
  return found;
}

describe("the example report", () => {
  const text = format("terminal");
  const markdown = format("markdown");
  for (const width of [80, 120]) {
    it(`is ranked on a terminal of ${width} columns as the golden file shows`, () => {
      expectGolden(golden(`rank-${width}.txt`), text.rank(exampleReport, options(width)));
    });
    it(`has its timelines on a terminal of ${width} columns as the golden file shows`, () => {
      expectGolden(golden(`timeline-${width}.txt`), text.timeline(exampleReport, options(width)));
    });
  }

  it("is ranked in Markdown as the golden file shows", () => {
    expectGolden(golden("rank.md"), markdown.rank(exampleReport, options(80)));
  });

  it("has its timelines in Markdown as the golden file shows", () => {
    expectGolden(golden("timeline.md"), markdown.timeline(exampleReport, options(80)));
  });

  it("is written in JSON as the golden file shows", () => {
    expectGolden(golden("report.json"), format("json").rank(exampleReport, options(80)));
  });
});

describe("where a number comes from", () => {
  for (const [name, explanation] of [["why", exampleExplanation], ["why-inferred", inferredExplanation]] as const) {
    it(`is told on a terminal as ${name}.txt shows`, () => {
      expectGolden(golden(`${name}.txt`), format("terminal").why(explanation, options(80)));
    });
    it(`is told in Markdown as ${name}.md shows`, () => {
      expectGolden(golden(`${name}.md`), format("markdown").why(explanation, options(80)));
    });
  }

  it("shows as many waits as asked for, and says what is left out", () => {
    const text = format("terminal").why(exampleExplanation, { width: 80, colour: false, top: 1 });
    expect(text).toContain("36 shorter waits, 3 min 42 s in all, left out; --top 2 shows 2");
    expect(text).not.toContain("background work");
  });

  it("is written in JSON as it is", () => {
    expect(JSON.parse(format("json").why(exampleExplanation, options(80)))).toEqual(exampleExplanation);
  });
});

describe("reports with little to say", () => {
  for (const [name, report] of [["empty", emptyReport], ["locks-only", locksOnlyReport]] as const) {
    it(`shows ${name} on a terminal as the golden file shows`, () => {
      expectGolden(golden(`${name}.txt`), format("terminal").rank(report, options(80)));
    });
    it(`shows ${name} in Markdown as the golden file shows`, () => {
      expectGolden(golden(`${name}.md`), format("markdown").rank(report, options(80)));
    });
  }

  it("says that there is no instance to draw a timeline of", () => {
    expect(format("terminal").timeline(emptyReport, options(80))).toBe("No instance is recorded in these logs.\n");
  });
});

describe("the registry of report formats", () => {
  it("gives each format an id of its own", () => {
    expect(new Set(reportFormats.map(({ id }) => id)).size).toBe(reportFormats.length);
  });

  it("loads under each id the format of that id", () => {
    expect(formats.map(({ id }) => id)).toEqual(reportFormats.map(({ id }) => id));
  });

  it("ends every report with a line end", () => {
    for (const each of formats) {
      expect(each.rank(exampleReport, options(80))).toMatch(/[^\n]\n$/);
      expect(each.timeline(exampleReport, options(80))).toMatch(/[^\n]\n$/);
      expect(each.why(exampleExplanation, options(80))).toMatch(/[^\n]\n$/);
    }
  });
});
