import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { NO_FILTER } from "../../src/analyses/study.ts";
import type { Detail } from "../../src/model/detail.ts";
import type { Names } from "../../src/model/names.ts";
import type { Report } from "../../src/model/report.ts";
import { analyseInDetail } from "../../src/pipeline.ts";
import { analyseSample } from "./analyse.ts";

/** As `analyseSample` without options, of a folder that no test changes: analysed once for all tests of a run. */
export async function sampleReport(path: string): Promise<Report> {
  return keptOnce(`report ${path}`, () => analyseSample([path]));
}

/** The same with every wait, hold and operation, and what the logs call things by. */
export async function sampleInDetail(path: string): Promise<{ readonly report: Report; readonly detail: Detail; readonly names: Names }> {
  return keptOnce(`detail ${path}`, async () => {
    let names: Names = { instances: [], hosts: [], paths: [] };
    const told = await analyseInDetail([path], { filter: NO_FILTER, zone: undefined, year: undefined, sort: "wait", run: undefined, jobs: 1, onNames: (found) => (names = found) });
    return { ...told, names };
  });
}

async function keptOnce<T>(what: string, make: () => Promise<T>): Promise<T> {
  const kept = join(inject("reportsFolder"), createHash("sha1").update(what).digest("hex"));
  if (!existsSync(kept)) {
    writeFileSync(`${kept}.${process.pid}`, JSON.stringify(await make()));
    renameSync(`${kept}.${process.pid}`, kept);
  }
  return JSON.parse(readFileSync(kept, "utf8")) as T;
}
