import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reportFormats } from "../../src/reports/index.ts";
import { formats, wholeOf } from "../support/rendered.ts";
import { sampleInDetail } from "../support/sample-report.ts";

/** What trackers take as an attachment without complaint. */
const LARGEST_BYTES = 5e6;
/** Makes trace-event, which draws every wait and hold, that small. */
const MAX_EVENTS = 20_000;

const captures = ["zed-boot-10", "zed-boot-20", "zed-boot-20-requests1"].map((name) => join("../shared/captures", name));

describe.each(["samples/zed-boot-10", ...captures.filter((path) => existsSync(path))])("%s", (folder) => {
  it("is told in every format that ranks, none of them larger than a tracker takes", async () => {
    const { report, detail } = await sampleInDetail(folder);
    const sizes = reportFormats.filter(({ views }) => views.includes("rank")).map(({ id, hasEvents }) => {
      const options = { width: 100, colour: false, top: 10, ...(hasEvents === true ? { maxEvents: MAX_EVENTS } : {}) };
      return [id, wholeOf(formats.get(id)?.rank?.(report, options, detail) ?? "").length] as const;
    });
    expect(sizes.filter(([, bytes]) => bytes === 0 || bytes > LARGEST_BYTES)).toEqual([]);
    expect(sizes.length).toBeGreaterThan(10);
  }, 60_000);
});
