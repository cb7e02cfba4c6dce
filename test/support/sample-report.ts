import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { analyseSample } from "./analyse.ts";

/** As `analyseSample` without options, of a folder that no test changes: analysed once for all tests of a run. */
export async function sampleReport(path: string): Promise<Report> {
  const kept = join(inject("reportsFolder"), createHash("sha1").update(path).digest("hex"));
  if (!existsSync(kept)) {
    writeFileSync(`${kept}.${process.pid}`, JSON.stringify(await analyseSample([path])));
    renameSync(`${kept}.${process.pid}`, kept);
  }
  return JSON.parse(readFileSync(kept, "utf8")) as Report;
}
