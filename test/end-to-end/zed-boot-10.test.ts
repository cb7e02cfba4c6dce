import { beforeAll, describe, expect, it } from "vitest";
import type { Hotspot } from "../../src/model/hotspot.ts";
import type { Report } from "../../src/model/report.ts";
import { rendered } from "../support/rendered.ts";
import { expectGolden } from "../support/golden.ts";
import { sampleReport } from "../support/sample-report.ts";
import { validatorOf } from "../support/schemas.ts";

let report: Report;

beforeAll(async () => {
  report = await sampleReport("samples/zed-boot-10");
}, 60_000);

function hotspot(resource: string): Hotspot | undefined {
  return report.hotspots.find((one) => one.service === "nova-compute" && one.resource === resource);
}

/** Seconds as the log prints them, three decimals. */
function seconds(us: number | undefined): number {
  return Math.round((us ?? 0) / 1000) / 1000;
}

describe("the sample run of ten parallel boots", () => {
  // Counted from the log lines alone: awk over `waited` and `held` of each class in nova-compute.log.
  it.each([
    ["compute_resources", 24, 24.436, 4.753, 9.778],
    ["nova-lock_bridge", 10, 1.755, 1.735, 3.426],
    ["<sha1>", 10, 0.146, 0.14, 2.403],
    ["refresh_cache-<uuid>", 20, 3.085, undefined, 33.204],
  ])("sums %s as the log lines do", (resource, acquisitions, waited, longest, held) => {
    const found = hotspot(resource);
    expect(found?.acquisitions).toBe(acquisitions);
    expect(seconds(found?.waitUs.total)).toBeCloseTo(waited, 3);
    expect(seconds(found?.holdUs?.total)).toBeCloseTo(held, 3);
    if (longest !== undefined) expect(seconds(found?.waitUs.max)).toBeCloseTo(longest, 3);
  });

  it("has ten ready instances whose builds took what nova says", () => {
    const builds = report.instances.map(({ buildUs }) => seconds(buildUs ?? undefined)).sort((a, b) => a - b);
    expect(report.run).toMatchObject({ requested: 10, ready: 10, error: 0, unfinished: 0 });
    expect(builds[0]).toBe(10.54);
    expect(builds.at(-1)).toBe(18.49);
    expect(builds.reduce((sum, one) => sum + one, 0)).toBeCloseTo(159.23, 2);
  });

  it("knows each instance's domain and the libvirt thread that created it", () => {
    for (const { domain, libvirtdThreads } of report.instances) {
      expect(domain).toMatch(/^instance-[0-9a-f]{8}$/);
      expect(libvirtdThreads.length).toBeGreaterThan(0);
    }
    expect(new Set(report.instances.map(({ domain }) => domain)).size).toBe(10);
  });

  it("tiles every boot from its request to ready and every delete, without gap or overlap", () => {
    for (const { steps, requestUs, readyUs, deleteUs, goneUs } of report.instances) {
      const boot = steps.filter(({ phase }) => phase !== "delete");
      const gone = steps.filter(({ phase }) => phase === "delete");
      expect([boot[0]?.startUs, boot.at(-1)?.endUs, gone[0]?.startUs, gone.at(-1)?.endUs]).toEqual([requestUs, readyUs, deleteUs, goneUs]);
      for (const phase of [boot, gone]) for (let index = 1; index < phase.length; index++) expect(phase[index]?.startUs).toBe(phase[index - 1]?.endUs);
    }
  });

  it("splits every hotspot's wait over phases, and over own, inherited and unattributed", () => {
    for (const { waitUs, waitByPhaseUs, ownWaitUs, inheritedWaitUs, unattributedWaitUs } of report.hotspots) {
      expect(Object.values(waitByPhaseUs).reduce((sum, us) => sum + us, 0)).toBe(waitUs.total);
      expect(ownWaitUs + inheritedWaitUs + unattributedWaitUs).toBe(waitUs.total);
    }
  });

  it("fits the JSON Schema that the package ships", () => {
    const validate = validatorOf("report");
    const written = JSON.parse(JSON.stringify(report)) as unknown;
    expect(validate(written), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  it.each([
    ["terminal", "report.txt"],
    ["markdown", "report.md"],
    ["json", "report.json"],
  ])("is reported in %s as the golden file says", (id, file) => {
    expectGolden(`samples/expected/zed-boot-10/${file}`, rendered(id, "rank", report, { width: 80, colour: false, top: 10 }));
  });

  it("has its timelines written as the golden file says", () => {
    expectGolden("samples/expected/zed-boot-10/timeline.txt", rendered("terminal", "timeline", report, { width: 100, colour: false, top: 10 }));
  });
});
