import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlFormat } from "../../src/reports/html/html.ts";
import { markdownFormat } from "../../src/reports/markdown/markdown.ts";
import { svgFormat } from "../../src/reports/svg/svg.ts";
import { terminalFormat } from "../../src/reports/terminal/terminal.ts";
import { exampleComparison } from "../support/example-comparison.ts";
import { exampleExplanation } from "../support/example-explanation.ts";
import { exampleReport, HOSTILE } from "../support/example-report.ts";
import { cellCounts, expectSoundMarkup, fencesOf, OWN_CODES, taggedLines, tooWideLines, UNSHOWABLE, withoutOwnCode } from "../support/hostile-output.ts";
import { fillStrings } from "../support/map-strings.ts";

/** Characters that mean something to a terminal or to Markdown, more often than chance would have them. */
const telling = fc.constantFrom("\u001b[2J", "\u009b31m", "\u0007", "\r", "\n", "\n\n# ", "|", "\\|", "\\", "`", "```", "\n```\n", "<", "<b>", "[a](b)", "_", "*", "~~~", "日本", "🚀", "👍🏽", "\u{1fae0}", "e\u0301", "\u202e", "\ud83d", " ", "x".repeat(70));
const hostileText = fc.oneof(fc.array(telling, { maxLength: 12 }).map((parts) => parts.join("")), fc.string({ unit: "binary", maxLength: 200 }));
const hostileReport = fc.array(hostileText, { minLength: 1, maxLength: 23 }).map((texts) => fillStrings(exampleReport, texts));

const both = [
  ["ranking", terminalFormat.rank],
  ["timeline", terminalFormat.timeline],
] as const;

for (const [name, render] of both) {
  describe(`the ${name} on a terminal, whatever the logs say`, () => {
    it("has no control character but line ends and its own colours", () => {
      fc.assert(
        fc.property(hostileReport, fc.boolean(), (report, colour) => {
          const text = render(report, { width: 80, colour, top: 3 });
          expect(colour ? text.replace(OWN_CODES, "") : text).not.toMatch(UNSHOWABLE);
        }),
      );
    });

    it("has no line wider than the terminal", () => {
      fc.assert(
        fc.property(hostileReport, fc.integer({ min: 60, max: 180 }), fc.boolean(), (report, width, colour) => {
          expect(tooWideLines(render(report, { width, colour, top: 10 }), Math.min(width, 160))).toEqual([]);
        }),
      );
    });

    it("says the same with and without colour", () => {
      const plain = render(exampleReport, { width: 100, colour: false, top: 10 });
      const coloured = render(exampleReport, { width: 100, colour: true, top: 10 });
      expect(coloured).not.toBe(plain);
      expect(coloured.replace(OWN_CODES, "")).toBe(plain);
    });
  });
}

for (const [name, render] of [
  ["ranking", markdownFormat.rank],
  ["timeline", markdownFormat.timeline],
] as const) {
  describe(`the ${name} in Markdown, whatever the logs say`, () => {
    const options = { width: 80, colour: false, top: 10 };

    it("has no control character but line ends", () => {
      fc.assert(
        fc.property(hostileReport, (report) => {
          expect(render(report, options)).not.toMatch(UNSHOWABLE);
        }),
      );
    });

    it("has no tag outside code", () => {
      fc.assert(
        fc.property(hostileReport, (report) => {
          expect(taggedLines(fencesOf(render(report, options)).outside)).toEqual([]);
        }),
      );
    });

    it("has as many cells in each row of a table as in its head", () => {
      fc.assert(
        fc.property(hostileReport, (report) => {
          let head: [number, number] | undefined;
          for (const line of fencesOf(render(report, options)).outside) {
            if (!line.startsWith("|")) head = undefined;
            else if (head === undefined) head = cellCounts(line);
            else expect(cellCounts(line), line).toEqual(head);
          }
        }),
      );
    });

    it("has no more lines than without hostile text", () => {
      const lines = render(exampleReport, options).split("\n").length;
      fc.assert(
        fc.property(hostileReport, (report) => {
          // A name that is said already is left out.
          expect(render(report, options).split("\n").length).toBeLessThanOrEqual(lines);
        }),
      );
    });
  });
}

/** Characters that mean something in HTML or in a script. */
const ofMarkup = fc.constantFrom("</script>", "</style>", "<!--", "]]>", "</svg>", "<img src=x onerror=alert(1)>", '"', "'", " onload=", "&", "&lt;", "&#0;", "javascript:", "\u0000", "\u2028", "\u202e", "\ud83d", "`", "${x}", "\\u003c");
const hostileMarkup = fc.array(fc.oneof(fc.array(ofMarkup, { maxLength: 8 }).map((parts) => parts.join("")), hostileText), { minLength: 1, maxLength: 23 });

describe("a page and a drawing, whatever the logs say", () => {
  const options = { width: 80, colour: false, top: 10 };
  const views: readonly (readonly [string, (texts: readonly string[]) => string])[] = [
    ["the ranking as HTML", (texts) => htmlFormat.rank(fillStrings(exampleReport, texts), options)],
    ["the timeline as HTML", (texts) => htmlFormat.timeline(fillStrings(exampleReport, texts))],
    ["a derivation as HTML", (texts) => htmlFormat.why(fillStrings(exampleExplanation, texts), options)],
    ["a comparison as HTML", (texts) => htmlFormat.diff(fillStrings(exampleComparison, texts), options)],
    ["the figure as SVG", (texts) => svgFormat.rank(fillStrings(exampleReport, texts))],
  ];

  for (const [name, write] of views) {
    it(`has in ${name} no tag, no attribute and no control character of theirs`, () => {
      fc.assert(
        fc.property(hostileMarkup, (texts) => {
          const page = write(texts);
          expect(withoutOwnCode(page)).not.toMatch(UNSHOWABLE);
          expectSoundMarkup(page);
        }),
        { numRuns: 40 },
      );
    });
  }

  it("shows a hostile name as it is written, its controls as escapes", () => {
    expect(expectSoundMarkup(htmlFormat.rank(fillStrings(exampleReport, [HOSTILE]), options))).toContain("a|b\\x1b[31m&lt;script&gt;alert(1)&lt;/script&gt;```\\n## x\\u202egnp");
  });

  it("gives the script its data as JSON that reads as it is shown", () => {
    const data = /<script type="application\/json" id="steps">(.*)<\/script>/.exec(htmlFormat.rank(exampleReport, options))?.[1] ?? "";
    expect(data).not.toMatch(/[<>&]/);
    const packed = JSON.parse(data) as { readonly instances: readonly { readonly name: string }[] };
    expect(packed.instances[1]?.name).toBe("a|b\\x1b[31m<script>alert(1)</script>```\\n## x\\u202egnp");
  });
});

describe("where a number comes from, whatever the logs say", () => {
  const hostile = fc.array(hostileText, { minLength: 1, maxLength: 11 }).map((texts) => fillStrings(exampleExplanation, texts));

  it("has no control character on a terminal, and no line wider than it", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 60, max: 180 }), (explanation, width) => {
        const text = terminalFormat.why(explanation, { width, colour: false, top: 10 });
        expect(text).not.toMatch(UNSHOWABLE);
        expect(tooWideLines(text, Math.min(width, 160))).toEqual([]);
      }),
    );
  });

  it("has no control character and no tag outside code in Markdown", () => {
    fc.assert(
      fc.property(hostile, (explanation) => {
        const text = markdownFormat.why(explanation, { width: 80, colour: false, top: 10 });
        expect(text).not.toMatch(UNSHOWABLE);
        expect(taggedLines(fencesOf(text).outside)).toEqual([]);
      }),
    );
  });
});

describe("a fenced block of evidence", () => {
  it("ends where the evidence ends, whatever the logs say", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const { fences } = fencesOf(markdownFormat.rank(report, { width: 80, colour: false, top: 10 }));
        expect(fences.map(({ content }) => content.length)).toEqual([4, 2]);
      }),
    );
  });

  it("shows hostile text as text", () => {
    expect(markdownFormat.rank(fillStrings(exampleReport, [HOSTILE]), { width: 80, colour: false, top: 1 })).toContain("````text\na|b\\x1b[31m<script>alert(1)</script>```\\n## x\\u202egnp:1042\n");
  });
});
