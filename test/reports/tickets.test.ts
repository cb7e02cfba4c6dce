import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gerritFormat } from "../../src/reports/gerrit/gerrit.ts";
import { githubFormat } from "../../src/reports/github/github.ts";
import { launchpadFormat } from "../../src/reports/launchpad/launchpad.ts";
import { exampleComparison } from "../support/example-comparison.ts";
import { exampleExplanation } from "../support/example-explanation.ts";
import { exampleReport } from "../support/example-report.ts";
import { fencesOf, outsideCode, taggedLines, tooWideLines, UNSHOWABLE } from "../support/hostile-output.ts";
import { fillStrings } from "../support/map-strings.ts";

const options = { width: 80, colour: false, top: 10 };
const telling = fc.constantFrom("\u001b[2J", "\r", "\n", "\n\n# ", "|", "\\", "`", "```", "\n```\n", "<b>", "</details>", "</summary>", "@someone", " #123 ", "fixes #1", "GH-1", "1ed9f9dac5", "a/b#1", "https://evil.example/", "日本", "🚀", "\u202e", "\ud83d", " ", "x".repeat(90));
const hostile = fc.array(fc.oneof(fc.array(telling, { maxLength: 8 }).map((parts) => parts.join("")), fc.string({ unit: "binary", maxLength: 120 })), { minLength: 1, maxLength: 23 });

/** Every view of a format, of answers in which every text is one of these. */
function written(format: typeof githubFormat, texts: readonly string[]): string[] {
  return [format.rank(fillStrings(exampleReport, texts), options), format.why(fillStrings(exampleExplanation, texts), options), format.diff(fillStrings(exampleComparison, texts), options)];
}

describe("a comment on GitHub, whatever the logs say", () => {
  it("has no control character but line ends, and no tag but its own", () => {
    fc.assert(
      fc.property(hostile, (texts) => {
        for (const text of written(githubFormat, texts)) {
          expect(text).not.toMatch(UNSHOWABLE);
          expect(taggedLines(fencesOf(text).outside.map((line) => line.replace(/^<details><summary>.*<\/summary>$|^<\/details>$/, "")))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("closes what it folds, and has no tag but code in what stays visible", () => {
    fc.assert(
      fc.property(hostile, (texts) => {
        for (const text of written(githubFormat, texts)) {
          const { outside } = fencesOf(text);
          expect(outside.filter((line) => line === "</details>")).toHaveLength(outside.filter((line) => line.startsWith("<details>")).length);
          for (const line of outside.filter((each) => each.startsWith("<details>"))) expect(line.replace(/^<details><summary>|<\/summary>$/g, "").replaceAll(/<\/?code>/g, "")).not.toMatch(/[<>]/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(["ask @someone about it", "fixes #123", "see GH-12", "closes owner/name#12", "by 1ed9f9dac5c0"])("links nothing of “%s”", (text) => {
    for (const comment of written(githubFormat, [text])) {
      for (const line of fencesOf(comment).outside) expect(outsideCode(line.replaceAll(/<code>.*?<\/code>/g, ""))).not.toMatch(/@someone|#\d|GH-\d|1ed9f9/);
    }
  });
});

describe("a comment on Launchpad", () => {
  it("has lines of at most 72 columns and no control, whatever the logs say", () => {
    fc.assert(
      fc.property(hostile, (texts) => {
        for (const text of written(launchpadFormat, texts)) {
          expect(text).not.toMatch(UNSHOWABLE);
          expect(tooWideLines(text, 72).filter((line) => !line.startsWith("- see "))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("a comment in Gerrit", () => {
  it("has no control character, whatever the logs say", () => {
    fc.assert(
      fc.property(hostile, (texts) => {
        for (const text of written(gerritFormat, texts)) expect(text).not.toMatch(UNSHOWABLE);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a comment that would be too long", () => {
  const [hotspot] = exampleReport.hotspots;
  const many = hotspot === undefined ? [] : Array.from({ length: 1200 }, (_, index) => ({ ...hotspot, id: `H${index + 1}`, resource: `resource-${index}-${"x".repeat(80)}` }));
  const long = { ...exampleReport, hotspots: many };

  it.each([
    ["GitHub", githubFormat, 65_536],
    ["Launchpad", launchpadFormat, 50_000],
    ["Gerrit", gerritFormat, 16_384],
  ] as const)("is within the limit of %s, and says what was left out", (_, format, limit) => {
    const text = format.rank(long, { ...options, top: 1200 });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    expect(text).toContain("Left out");
    expect(text).toContain("What happened");
  });
});

describe("a ticket's lines on hotspots", () => {
  const [lock] = exampleReport.hotspots;
  const told = (format: typeof githubFormat, more: Partial<typeof exampleReport.hotspots[number]>): string => format.rank({ ...exampleReport, hotspots: lock === undefined ? [] : [{ ...lock, ...more }] }, options);

  it("say that nobody waited for what nobody waited for", () => {
    const none = { total: 0, mean: 0, p50: 0, p95: 0, max: 0, count: 3 };
    expect(told(gerritFormat, { waitUs: none, contendedUs: null, contentions: 0 })).toContain("H1 compute_resources in nova-compute: nobody waited for it as yet\n");
  });

  it("say so where all of it was in boots", () => {
    expect(told(gerritFormat, { waitByPhaseUs: { create: 231_400_000, ping: 0, ssh: 0, delete: 0, background: 0 } })).toContain("3 min 51 s in all, all in boots\n");
  });

  it("tell patterns in words, not as code", () => {
    expect(told(githubFormat, { patterns: [{ code: "unfair-hand-off", text: "38 % of 479 hand-overs", costUs: 1, evidence: [] }] })).toContain("- unfair: 38 % of 479 hand-overs\n");
  });
});
