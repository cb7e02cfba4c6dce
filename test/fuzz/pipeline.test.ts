import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { TraceRankError } from "../../src/model/error.ts";
import type { Report } from "../../src/model/report.ts";
import { formatsOf } from "../../src/reports/index.ts";
import { rendered } from "../support/rendered.ts";
import { analyseSample } from "../support/analyse.ts";
import { cellCounts, expectSoundMarkup, fencesOf, outsideCode, OWN_CODES, UNSHOWABLE, withoutOwnCode } from "../support/hostile-output.ts";
import { mutate, mutations } from "./support/mutate.ts";
import { seeds } from "./support/seeds.ts";
import { runs, SOAK_MS } from "./support/soak.ts";
import { validatorOf } from "../support/schemas.ts";

const scratch = mkdtempSync(join(tmpdir(), "trace-rank-fuzz-"));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

const byPath = new Map(seeds().map(({ path, bytes }) => [path, bytes]));
const NOTHING = Buffer.alloc(0);
const validate = validatorOf("report");

const names = fc.constantFrom("nova-compute.log", "libvirtd.log", "libvirtd.log.1", "trace.txt", "\u001b[31m<b>|`.log", "line\nend\u202e.log", "__proto__", "constructor", "a=b.log", "-", "x".repeat(200));
const file = fc.tuple(names, fc.constantFrom(...byPath.keys()), fc.constantFrom(...byPath.keys()), mutations);
const folders = fc.uniqueArray(file, { minLength: 1, maxLength: 4, selector: ([name]) => name });

/** The report on a folder of such files; undefined where the program says in its own words that there is none. */
async function reportOn(files: readonly (readonly [string, string, string, Parameters<typeof mutate>[1]])[]): Promise<Report | undefined> {
  rmSync(join(scratch, "logs"), { recursive: true, force: true });
  mkdirSync(join(scratch, "logs"));
  for (const [name, path, other, how] of files) writeFileSync(join(scratch, "logs", name), mutate(byPath.get(path) ?? NOTHING, how, byPath.get(other) ?? NOTHING));
  try {
    return await analyseSample([join(scratch, "logs")]);
  } catch (error) {
    if (error instanceof TraceRankError) return undefined;
    throw error;
  }
}

/** Where a report holds NaN or an infinity, which JSON would turn into null. */
function* numbersThatAreNone(value: unknown, place: string): Generator<string> {
  if (typeof value === "number" && !Number.isFinite(value)) yield `${place}: ${value.toString()}`;
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries(value)) yield* numbersThatAreNone(each, `${place}.${key}`);
}

/** What the text of a format may not hold, whatever the logs say. */
function expectSafe(id: string, text: string, colour: boolean): void {
  expect(text.endsWith("\n")).toBe(true);
  expect(withoutOwnCode(colour ? text.replace(OWN_CODES, "") : text).replaceAll("\r\n", "\n")).not.toMatch(UNSHOWABLE);
  if (id === "html" || id === "svg") expectSoundMarkup(text);
  if (id === "markdown") {
    let head: readonly [number, number] | undefined;
    for (const line of fencesOf(text).outside) {
      expect(outsideCode(line)).not.toMatch(/[<>]/);
      if (!line.startsWith("|")) head = undefined;
      else if (head === undefined) head = cellCounts(line);
      else expect(cellCounts(line), line).toEqual(head);
    }
  }
}

describe("a folder of spoilt logs", () => {
  it(
    "gives a report as its schema says, in every format without anything that could be mistaken for the program's own, or a reason why not",
    async () => {
      let reports = 0;
      await fc.assert(
        fc.asyncProperty(folders, fc.boolean(), async (files, colour) => {
          const report = await reportOn(files);
          if (report === undefined) return;
          reports++;
          expect([...numbersThatAreNone(report, "report")]).toEqual([]);
          validate(JSON.parse(JSON.stringify(report)));
          expect(validate.errors).toBeNull();
          for (const view of ["rank", "timeline"] as const) {
            for (const { id, isBinary } of formatsOf(view)) if (isBinary !== true) expectSafe(id, rendered(id, view, report, { width: 100, colour, top: 20 }), colour);
          }
        }),
        runs(60),
      );
      expect(reports).toBeGreaterThan(20);
    },
    SOAK_MS,
  );
});
