// Makes docs/report.png, the picture in the README: the HTML report of a shipped sample in Chromium, from its top to the end of the figure.
// `npm run picture`; CHROMIUM names the browser where it is not Debian's.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { PNG } from "pngjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = mkdtempSync(join(tmpdir(), "trace-rank-picture-"));
try {
  const report = join(folder, "report.html");
  execFileSync(process.execPath, ["dist/cli.js", "samples/grizzly-boot-40/as-installed", "--quiet", "--top", "3", "--format", "html", "--output", report], { cwd: top, stdio: "inherit" });
  // Root has no user namespace to put a sandbox in; the page is our own.
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-lcd-text"] });
  const page = await browser.newPage({ viewport: { width: 1040, height: 900 } });
  await page.goto(pathToFileURL(report).href);
  const { y, height } = await page.locator("#figure").boundingBox();
  const shot = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 1040, height: y + height } });
  // Unfiltered rows of a page of text compress to four fifths of what the browser makes of them.
  writeFileSync(join(top, "docs", "report.png"), PNG.sync.write(PNG.sync.read(shot), { filterType: 0, colorType: 2, deflateLevel: 9, deflateStrategy: 0 }));
  await browser.close();
} finally {
  rmSync(folder, { recursive: true });
}
