import { describe, expect, it } from "vitest";
import { tellDifferingReleases } from "../../src/comparison/differing-releases.ts";
import type { ServiceRelease } from "../../src/model/run.ts";

const of = (service: string, from: string | null, to: string | null = from): ServiceRelease => ({ service, from, to, basis: "" });
const run = (ready: number, ...releases: readonly ServiceRelease[]) => ({ ready, releases });

describe("runs of different releases", () => {
  it("are told with their numbers of boots, projects that differ alike together", () => {
    expect(
      tellDifferingReleases([
        run(5, of("nova", "Queens"), of("neutron", "Queens"), of("libvirt", "9.0.0")),
        run(10, of("nova", "Queens"), of("neutron", "Queens"), of("libvirt", "9.0.0")),
        run(20, of("nova", "Zed", null), of("neutron", "Zed", null), of("libvirt", "10.0.0")),
      ]),
    ).toBe(
      "The runs are of different releases (libvirt 9.0.0 with 5 and 10 boots, 10.0.0 with 20 boots; neutron and nova Queens with 5 and 10 boots, Zed or later with 20 boots): " +
        "how they differ may be due to that instead of their numbers of boots.",
    );
  });

  it("are none where one release may have written all", () => {
    expect(tellDifferingReleases([run(5, of("nova", "Queens", "Zed")), run(10, of("nova", "Zed", null)), run(20), run(40, of("libvirt", "9.0.0"))])).toBeUndefined();
    expect(tellDifferingReleases([run(5, of("nova", null, "Zed")), run(10, of("nova", "Queens", null)), run(20, of("nova", "Zed"))])).toBeUndefined();
  });

  it("are so whichever comes first", () => {
    expect(tellDifferingReleases([run(5, of("libvirt", "10.0.0")), run(10, of("libvirt", "9.0.0"))])).toContain("libvirt 10.0.0 with 5 boots, 9.0.0 with 10 boots");
  });
});
