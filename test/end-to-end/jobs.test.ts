import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NO_FILTER } from "../../src/analyses/study.ts";
import { tarOf } from "../input/archive/support/archives.ts";
import { sampleReport } from "../support/sample-report.ts";
import { shortened } from "../support/shortened.ts";
import type * as pipeline from "../../src/pipeline.ts";

// As built: threads run what the user runs.
const { analyse } = (await import(new URL("../../dist/pipeline.js", import.meta.url).href)) as typeof pipeline;

const folder = mkdtempSync(join(tmpdir(), "trace-rank-jobs-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The whole report as text, but for the version of the tool. */
async function reportOf(paths: readonly string[], jobs: number, pieceBytes?: number): Promise<string> {
  const report = await analyse(paths, { filter: NO_FILTER, zone: undefined, year: undefined, sort: "wait", run: undefined, jobs, pieceBytes });
  return JSON.stringify({ ...report, tool: { version: "0.0.0" } });
}

/** The same as read by one thread. */
async function byOneThread(path: string): Promise<string> {
  return JSON.stringify(await sampleReport(path));
}

function unpack(from: string, to: string, part: typeof shortened = (content) => content): readonly string[] {
  mkdirSync(to);
  const names = readdirSync(from).filter((name) => /\.(?:gz|csv|jsonl|threads)$/.test(name));
  for (const name of names) {
    const bytes = part(readFileSync(join(from, name)));
    writeFileSync(join(to, name.replace(/\.gz$/, "")), name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  }
  return names.map((name) => join(to, name.replace(/\.gz$/, "")));
}

describe("the report", () => {
  const plain = join(folder, "plain");
  let files: readonly string[] = [];
  let expected = "";
  beforeAll(async () => {
    files = unpack("samples/zed-boot-10", plain, shortened);
    expected = await reportOf([plain], 1);
  });

  it("is the same to the byte for any number of threads and any size of pieces", async () => {
    for (const [jobs, pieceBytes] of [[1, 300_000], [2, undefined], [2, 50_021], [5, 200_000]] as const) {
      expect(await reportOf([plain], jobs, pieceBytes), `jobs ${jobs}, pieces of ${pieceBytes ?? "any"} bytes`).toBe(expected);
    }
  });

  it("is the same to the byte for any order of paths", async () => {
    expect(await reportOf([...files].reverse(), 3, 1_000_003)).toBe(expected);
    expect(await reportOf([...files.slice(5), ...files.slice(0, 5)], 1)).toBe(expected);
  });

  it("is the same to the byte when the logs are compressed", async () => {
    expect(await reportOf(["samples/zed-boot-10"], 2)).toBe(await byOneThread("samples/zed-boot-10"));
  });
});

describe("the report of an archive", () => {
  it("is the same to the byte for any number of threads", async () => {
    const archive = join(folder, "sample.tar.gz");
    writeFileSync(archive, gzipSync(tarOf(...readdirSync("samples/zed-boot-10").map((name) => ({ name, content: readFileSync(join("samples/zed-boot-10", name)) })))));
    expect(await reportOf([archive], 3)).toBe(await reportOf([archive], 1));
  });
});

const captures = "../shared/captures";

describe.runIf(existsSync(captures))("the report of a capture", () => {
  // It has all kinds of files that the others have, and a trace of locks.
  it.each(["zed-boot-20-stap"])("%s is the same to the byte for any number of threads", async (name) => {
    const path = `${captures}/${name}`;
    expect(await reportOf([path], 3)).toBe(await byOneThread(path));
  });

  it.each(["zed-boot-20"])("%s, unpacked, is the same to the byte in any pieces", async (name) => {
    const path = join(folder, name);
    unpack(join(captures, name), path);
    expect(await reportOf([path], 2, 500_009)).toBe(await reportOf([path], 1));
  });
});
