import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserNote, chromiumPath } from "../support/browser.ts";
import { rendered } from "../support/rendered.ts";
import { sampleInDetail } from "../support/sample-report.ts";

const PAGE = join(dirname(createRequire(import.meta.url).resolve("speedscope/package.json")), "dist/release/index.html");

describe.skipIf(chromiumPath === undefined)(`speedscope, as it is released ${browserNote}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "trace-rank-speedscope-"));
  let browser: Browser;
  beforeAll(async () => {
    // Root has no user namespace to put a sandbox in.
    browser = await chromium.launch({ executablePath: chromiumPath ?? "", args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  for (const [format, name, importer, shows] of [["folded", "waits.folded.txt", "collapsed stack format", "waits.folded.txt"], ["trace-event", "trace.json", "Trace Event Format profile", "bench-001"]] as const) {
    it(`imports ${format} as ${importer}, without complaint`, async () => {
      const { report, detail } = await sampleInDetail("samples/zed-boot-10");
      // As its command line hands a file over.
      const script = join(folder, `${name}.js`);
      const content = Buffer.from(rendered(format, "rank", report, { width: 80, colour: false, top: 10, maxEvents: 5_000 }, detail));
      writeFileSync(script, `speedscope.loadFileFromBase64(${JSON.stringify(name)}, ${JSON.stringify(content.toString("base64"))})`);
      const page = await browser.newPage();
      const said: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(error.message));
      page.on("dialog", (dialog) => {
        said.push(dialog.message());
        void dialog.dismiss();
      });
      await page.goto(`${pathToFileURL(PAGE).href}#localProfilePath=${script}`);
      await expect.poll(() => page.title(), { timeout: 20_000 }).toContain(name);
      expect(said.map((text) => text.replace(/[:. ].*/s, ""))).toEqual(["speedscope", "WebGL", "Importing", "import"]);
      expect(said[2]).toBe(`Importing as ${importer}`);
      expect(await page.evaluate("document.body.innerText")).toContain(shows);
    }, 60_000);
  }
});
