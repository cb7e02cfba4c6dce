import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Hotspot } from "../../src/model/hotspot.ts";
import { sampleReport } from "../support/sample-report.ts";

const CAPTURES = "../shared/captures/";

/** Established from the raw logs: bench/ACCURACY.md, What limited each capture. Waits in seconds. */
const TRUTH = [
  { capture: "zed-boot-10", slots: undefined, requests: 5 },
  { capture: "zed-boot-20", slots: { permits: 10, waitS: 152.4 }, requests: 5 },
  { capture: "zed-boot-20-repeat", slots: { permits: 10, waitS: 134.5 }, requests: 5 },
  { capture: "zed-boot-20-requests1", slots: { permits: 10, waitS: 165.1 }, requests: 1 },
  { capture: "zed-boot-20-stap", slots: { permits: 10, waitS: 193.4 }, requests: 5 },
  { capture: "zed-boot-20-fault", slots: { permits: 10, waitS: 147 }, requests: 5 },
] as const;

function called(hotspots: readonly Hotspot[], resource: string): Hotspot | undefined {
  return hotspots.find((one) => one.resource === resource);
}

describe.skipIf(!existsSync(CAPTURES))("what limited each capture (skipped where the captures are not beside the repository)", () => {
  it.each(TRUTH)("$capture is told as the raw logs show it", { timeout: 120_000 }, async ({ capture, slots, requests }) => {
    const { hotspots } = await sampleReport(`${CAPTURES}${capture}`);
    const inferred = hotspots.filter((one) => one.inferred);
    expect(inferred.map(({ resource, permits, option }) => [resource, permits, option])).toEqual(slots === undefined ? [] : [["nova-compute build slots", slots.permits, "[DEFAULT] max_concurrent_builds"]]);
    if (slots !== undefined) {
      expect(hotspots[0]?.resource).toBe("nova-compute build slots");
      expect((hotspots[0]?.waitUs.total ?? 0) / 1e6 / slots.waitS).toBeGreaterThan(0.97);
      expect((hotspots[0]?.waitUs.total ?? 0) / 1e6 / slots.waitS).toBeLessThanOrEqual(1);
    }
    expect(called(hotspots, "libvirtd client requests")).toMatchObject({ inferred: false, permits: requests, option: "max_client_requests" });
    expect(called(hotspots, "libvirtd workers")).toMatchObject({ inferred: false, permits: null });
  });

  it.each(TRUTH.filter(({ capture }) => /20(?:-requests1)?$/.test(capture)))("$capture shows the limit of requests as well without libvirtd's lines on how it handles its client", { timeout: 120_000 }, async ({ capture, requests }) => {
    const folder = mkdtempSync(join(tmpdir(), "trace-rank-"));
    try {
      copyFileSync(`${CAPTURES}${capture}/nova-compute.log.gz`, join(folder, "nova-compute.log.gz"));
      const lines = gunzipSync(readFileSync(`${CAPTURES}${capture}/libvirtd.log.gz`)).toString("latin1").split("\n");
      writeFileSync(join(folder, "libvirtd.log"), lines.filter((line) => !line.includes(" virNetServerClientCalculateHandleMode:")).join("\n"), "latin1");
      const [all, without] = [await sampleReport(`${CAPTURES}${capture}`), await sampleReport(folder)].map(({ hotspots }) => called(hotspots, "libvirtd client requests"));
      expect(without).toMatchObject({ inferred: true, permits: requests });
      expect((without?.waitUs.total ?? 0) / (all?.waitUs.total ?? 0)).toBeCloseTo(1, 2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
