import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reportFormats } from "../../src/reports/index.ts";
import { TABLES, type RenderOptions } from "../../src/reports/format.ts";
import { formats, rendered } from "../support/rendered.ts";
import { exampleDetail } from "../support/example-detail.ts";
import { exampleComparison } from "../support/example-comparison.ts";
import { emptyReport, exampleReport, locksOnlyReport } from "../support/example-report.ts";
import { exampleExplanation, inferredExplanation } from "../support/example-explanation.ts";
import { expectGolden } from "../support/golden.ts";
import { withoutOwnCode } from "../support/hostile-output.ts";

const options = (width: number): RenderOptions => ({ width, colour: false, top: 10 });

const golden = (name: string): string => join("test", "reports", "golden", name);

describe("the example report", () => {
  for (const width of [80, 120]) {
    it(`is ranked on a terminal of ${width} columns as the golden file shows`, () => {
      expectGolden(golden(`rank-${width}.txt`), rendered("terminal", "rank", exampleReport, options(width)));
    });
    it(`has its timelines on a terminal of ${width} columns as the golden file shows`, () => {
      expectGolden(golden(`timeline-${width}.txt`), rendered("terminal", "timeline", exampleReport, options(width)));
    });
  }

  it("is ranked in Markdown as the golden file shows", () => {
    expectGolden(golden("rank.md"), rendered("markdown", "rank", exampleReport, options(80)));
  });

  it("has its timelines in Markdown as the golden file shows", () => {
    expectGolden(golden("timeline.md"), rendered("markdown", "timeline", exampleReport, options(80)));
  });

  it("is one HTML page as the golden file shows, its style and script left out", () => {
    expectGolden(golden("rank.html"), withoutOwnCode(rendered("html", "rank", exampleReport, options(80))));
  });

  it("is drawn in SVG as the golden file shows", () => {
    expectGolden(golden("figure.svg"), rendered("svg", "rank", exampleReport, options(80)));
  });

  it("is written in JSON as the golden file shows", () => {
    expectGolden(golden("report.json"), rendered("json", "rank", exampleReport, options(80)));
  });
});

describe("a comment in a tracker", () => {
  for (const [id, suffix] of [["github", "github.md"], ["launchpad", "launchpad.txt"], ["gerrit", "gerrit.txt"]] as const) {
    it(`ranks on ${id} as rank.${suffix} shows`, () => {
      expectGolden(golden(`rank.${suffix}`), rendered(id, "rank", exampleReport, options(80)));
    });
    it(`derives a number on ${id} as why.${suffix} shows`, () => {
      expectGolden(golden(`why.${suffix}`), rendered(id, "why", exampleExplanation, options(80)));
    });
    it(`compares runs on ${id} as diff.${suffix} shows`, () => {
      expectGolden(golden(`diff.${suffix}`), rendered(id, "diff", exampleComparison, options(80)));
    });
  }
});

describe("where a number comes from", () => {
  for (const [name, explanation] of [["why", exampleExplanation], ["why-inferred", inferredExplanation]] as const) {
    it(`is told on a terminal as ${name}.txt shows`, () => {
      expectGolden(golden(`${name}.txt`), rendered("terminal", "why", explanation, options(80)));
    });
    it(`is told in Markdown as ${name}.md shows`, () => {
      expectGolden(golden(`${name}.md`), rendered("markdown", "why", explanation, options(80)));
    });
  }

  it("shows as many waits as asked for, and says what is left out", () => {
    const text = rendered("terminal", "why", exampleExplanation, { width: 80, colour: false, top: 1 });
    expect(text).toContain("36 shorter waits, 3 min 42 s in all, left out; --top 2 shows 2");
    expect(text).not.toContain("background work");
  });

  it("is written in JSON as it is", () => {
    expect(JSON.parse(rendered("json", "why", exampleExplanation, options(80)))).toEqual(exampleExplanation);
  });
});

describe("every wait, hold and operation", () => {
  for (const [id, file] of [["trace-event", "trace-event.json"], ["folded", "folded.txt"], ["otlp", "otlp.json"]] as const) {
    it(`is written as ${id} as the golden file shows`, () => {
      expectGolden(golden(file), rendered(id, "rank", exampleReport, options(80), exampleDetail));
    });
  }

  for (const table of TABLES) {
    it(`is tabled in ${table}.csv as the golden file shows`, () => {
      expectGolden(golden(`${table}.csv`), rendered("csv", "rank", exampleReport, { ...options(80), table }, exampleDetail));
    });
  }
});

describe("what a change changed", () => {
  it("is told on a terminal as diff.txt shows", () => {
    expectGolden(golden("diff.txt"), rendered("terminal", "diff", exampleComparison, options(80)));
  });

  it("is told in Markdown as diff.md shows", () => {
    expectGolden(golden("diff.md"), rendered("markdown", "diff", exampleComparison, options(80)));
  });

  it("is written in JSON as it is", () => {
    expect(JSON.parse(rendered("json", "diff", exampleComparison, options(80)))).toEqual(exampleComparison);
  });
});

describe("reports with little to say", () => {
  for (const [name, report] of [["empty", emptyReport], ["locks-only", locksOnlyReport]] as const) {
    it(`shows ${name} on a terminal as the golden file shows`, () => {
      expectGolden(golden(`${name}.txt`), rendered("terminal", "rank", report, options(80)));
    });
    it(`shows ${name} in Markdown as the golden file shows`, () => {
      expectGolden(golden(`${name}.md`), rendered("markdown", "rank", report, options(80)));
    });
  }

  it("says that there is no instance to draw a timeline of", () => {
    expect(rendered("terminal", "timeline", emptyReport, options(80))).toBe("No instance is recorded in these logs.\n");
  });
});

describe("the registry of report formats", () => {
  it("gives each format an id of its own", () => {
    expect(new Set(reportFormats.map(({ id }) => id)).size).toBe(reportFormats.length);
  });

  it("names the views that each format has", () => {
    for (const { id, views } of reportFormats) expect(Object.keys(formats.get(id) ?? {}).filter((key) => key !== "files").sort()).toEqual([...views].sort());
  });

  it("ends every report that is text with a line end", () => {
    for (const { id, views } of reportFormats.filter(({ isBinary }) => isBinary !== true)) {
      for (const view of views) expect(rendered(id, view, view === "why" ? exampleExplanation : view === "diff" ? exampleComparison : exampleReport, options(80), exampleDetail)).toMatch(/[^\n]\n$/);
    }
  });
});
