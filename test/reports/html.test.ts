import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { htmlFormat } from "../../src/reports/html/html.ts";
import { svgFormat } from "../../src/reports/svg/svg.ts";
import { sampleReport } from "../support/sample-report.ts";
import { exampleReport } from "../support/example-report.ts";
import { expectSoundMarkup } from "../support/hostile-output.ts";

const options = { width: 80, colour: false, top: 10 };
const CAPTURES = "../shared/captures/";

describe("the HTML report", () => {
  it("is at most 1 MB for 40 boots", async () => {
    expect(Buffer.byteLength(htmlFormat.rank(await sampleReport("samples/grizzly-boot-40/as-installed"), options))).toBeLessThan(1e6);
  });

  it("allows its own style and script, by their hashes, and nothing else", () => {
    const page = htmlFormat.rank(exampleReport, options);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    expect(policy).toMatch(/^default-src 'none'; /);
    for (const element of ["style", "script"]) {
      const [, text = ""] = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page) ?? [];
      expect(policy).toContain(`${element}-src 'sha256-${createHash("sha256").update(text).digest("base64")}'`);
    }
  });

  it("does not fetch anything", () => {
    expect(htmlFormat.rank(exampleReport, options)).not.toMatch(/\ssrc=|@import|url\((?!"?#)|<link/);
  });
});

describe.skipIf(!existsSync(CAPTURES))("a capture (skipped where the captures are not beside the repository)", () => {
  it.each(["zed-boot-20", "zed-boot-20-repeat", "zed-boot-20-requests1"])("%s is a sound page of at most 5 MB, and a sound drawing", async (capture) => {
    const report = await sampleReport(`${CAPTURES}${capture}`);
    const page = htmlFormat.rank(report, options);
    expect(Buffer.byteLength(page)).toBeLessThan(5e6);
    expectSoundMarkup(page);
    expectSoundMarkup(svgFormat.rank(report));
  });
});
