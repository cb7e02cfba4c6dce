import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { htmlFormat } from "../../src/reports/html/html.ts";
import { sampleReport } from "../support/sample-report.ts";
import { browserNote, chromiumPath } from "../support/browser.ts";
import { exampleComparison } from "../support/example-comparison.ts";
import { exampleExplanation } from "../support/example-explanation.ts";
import { exampleReport } from "../support/example-report.ts";
import { withManyInstances } from "../support/many-instances.ts";

const options = { width: 80, colour: false, top: 10 };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Of what axe finds. */
interface Fault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(chromiumPath === undefined)(`the HTML report ${browserNote}`, () => {
  /** Pages and their pictures are left here to be looked at. */
  const folder = mkdtempSync(join(tmpdir(), "trace-rank-html-"));
  let browser: Browser;
  let grizzly: Report;
  let zed: Report;

  beforeAll(async () => {
    // Root has no user namespace to put a sandbox in; the pages are our own.
    browser = await chromium.launch({ executablePath: chromiumPath ?? "", args: ["--no-sandbox"] });
    grizzly = await sampleReport("samples/grizzly-boot-40/as-installed");
    zed = await sampleReport("samples/zed-boot-10");
    writeFileSync(join(folder, "grizzly.html"), htmlFormat.rank(grizzly, options));
    writeFileSync(join(folder, "zed.html"), htmlFormat.rank(zed, options));
    writeFileSync(join(folder, "hostile.html"), htmlFormat.rank(exampleReport, options));
    writeFileSync(join(folder, "timeline.html"), htmlFormat.timeline(zed));
    writeFileSync(join(folder, "why.html"), htmlFormat.why(exampleExplanation, options));
    writeFileSync(join(folder, "diff.html"), htmlFormat.diff(exampleComparison, options));
  });
  afterAll(async () => {
    await browser.close();
  });

  /** A page with all that went wrong in it and all it asked for. */
  async function opened(name: string, how: BrowserContextOptions = {}, fragment = ""): Promise<{ readonly page: Page; readonly complaints: string[]; readonly requests: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...how });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${pathToFileURL(join(folder, name)).href}${fragment}`);
    return { page, complaints, requests };
  }

  for (const [name, colorScheme] of [["grizzly", "light"], ["zed", "dark"], ["hostile", "light"], ["timeline", "light"], ["why", "dark"], ["diff", "dark"]] as const) {
    it(`opens ${name} without complaint, asks for nothing else, and has no serious fault of accessibility in the ${colorScheme} scheme, everything unfolded`, async () => {
      const { page, complaints, requests } = await opened(`${name}.html`, { colorScheme });
      expect(complaints).toEqual([]);
      expect(requests).toEqual([page.url()]);
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      await page.evaluate(AXE);
      const faults: readonly Fault[] = await page.evaluate("axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)");
      expect(faults.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
      await page.context().close();
    });
  }

  it.each([[1280, "light"], [1280, "dark"], [400, "light"], [400, "dark"]] as const)("fits a window of %i px in the %s scheme", async (width, colorScheme) => {
    const { page } = await opened("grizzly.html", { viewport: { width, height: 900 }, colorScheme });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    await page.screenshot({ path: join(folder, `grizzly-${width}-${colorScheme}.png`), fullPage: true });
    await page.context().close();
  });

  it("shows everything without scripts, and no control that would do nothing", async () => {
    const { page } = await opened("grizzly.html", { javaScriptEnabled: false });
    expect(await page.locator(".row .bar").count()).toBe(40);
    expect(await page.locator(".controls").isVisible()).toBe(false);
    await page.locator("#H1 > summary").click();
    expect(await page.locator("#H1 .facts").isVisible()).toBe(true);
    await page.context().close();
  });

  it("runs no script but its own, whatever the logs say", async () => {
    const { page, complaints } = await opened("hostile.html");
    expect(await page.locator("script:not([type])").count()).toBe(1);
    await page.evaluate("{ const more = document.createElement('script'); more.textContent = 'document.title = \"taken over\"'; document.body.append(more); }");
    expect(await page.title()).not.toBe("taken over");
    expect(complaints.join()).toContain("Content Security Policy");
    await page.context().close();
  });

  it("sorts hotspots by any column, one way and the other, with what is folded below each", async () => {
    const { page } = await opened("grizzly.html");
    const table = page.locator("#hotspots table");
    const ids = async (): Promise<string[]> => table.locator("tbody th").allTextContents();
    const toFix = new Set(grizzly.run.fixOrder.map(({ hotspot }) => hotspot));
    const deepest = [...grizzly.hotspots].filter(({ id, waitUs }) => waitUs.total > 0 || toFix.has(id)).sort((a, b) => b.waitUs.max - a.waitUs.max).map(({ id }) => id);
    const head = table.getByRole("columnheader", { name: "max" });
    await head.getByRole("button").click();
    expect(await ids()).toEqual(deepest);
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    await head.getByRole("button").press("Enter");
    expect(await ids()).toEqual([...deepest].reverse());
    expect(await table.locator("tbody").first().locator("details").getAttribute("id")).toBe(deepest.at(-1));
    await page.context().close();
  });

  it("filters instances by name, host and step", async () => {
    const { page } = await opened("grizzly.html");
    const rows = page.locator(".row:visible");
    await page.getByLabel("instance", { exact: true }).fill("bench-01");
    expect(await rows.count()).toBe(10);
    expect(await page.locator("#shown").textContent()).toBe("10 of 40 instances");
    await page.getByLabel("instance", { exact: true }).fill("");
    await page.getByLabel("host").selectOption("cmp-01");
    expect(await rows.count()).toBe(40);
    await page.getByLabel("step").selectOption("wait for iptables");
    const waited = grizzly.instances.filter(({ steps }) => steps.some(({ kind, resource }) => kind === "wait" && resource === "iptables")).length;
    expect(waited).toBeLessThan(40);
    expect(await rows.count()).toBe(waited);
    expect(await page.locator(".chosen").count()).toBe(waited);
    await page.context().close();
  });

  it("zooms by buttons, by keys and by the wheel, and back", async () => {
    const { page } = await opened("grizzly.html");
    const view = async (): Promise<number[]> => ((await page.locator(".bar").first().getAttribute("viewBox")) ?? "").split(" ").map(Number);
    const [, , whole = 0] = await view();
    await page.getByRole("button", { name: "zoom in" }).click();
    expect((await view())[2]).toBeCloseTo(whole / 2);
    await page.getByRole("button", { name: "earlier" }).click();
    expect((await view())[0]).toBeCloseTo(whole / 8);
    await page.locator("button.name").first().focus();
    await page.keyboard.press("+");
    expect((await view())[2]).toBeCloseTo(whole / 4);
    await page.keyboard.press("0");
    expect(await view()).toEqual([0, 0, whole, 14]);
    const box = await page.locator(".bar").first().boundingBox();
    await page.mouse.move((box?.x ?? 0) + 1, (box?.y ?? 0) + 5);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -100);
    await expect.poll(async () => (await view())[2]).toBeCloseTo(whole / 2);
    expect((await view())[0]).toBeLessThan(whole / 100);
    await page.context().close();
  });

  it("tells the wait under the pointer, its holder and its line", async () => {
    const { page } = await opened("grizzly.html");
    const [row] = grizzly.instances.map(({ steps }, index) => ({ index, step: steps.find(({ kind, holder, evidence, startUs, endUs }) => kind === "wait" && holder !== null && evidence.length > 0 && endUs - startUs > 5e6) })).filter(({ step }) => step !== undefined);
    const bar = page.locator(`[data-row="${row?.index ?? 0}"] .bar`);
    await bar.scrollIntoViewIfNeeded();
    const box = await bar.boundingBox();
    const step = row?.step;
    const share = (((step?.startUs ?? 0) + (step?.endUs ?? 0)) / 2 - grizzly.run.fromUs) / 1000 / Number(await page.locator(".gantt").getAttribute("data-length"));
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * share, (box?.y ?? 0) + 5);
    const lines = await page.locator("#tip span").allTextContents();
    expect(lines[0]).toContain(`wait for ${step?.resource ?? ""}`);
    expect(lines[2]).toBe(`held by ${step?.holder ?? ""}`);
    expect(lines[3]).toBe(`${step?.evidence[0]?.file ?? ""}:${step?.evidence[0]?.line ?? 0}`);
    await page.context().close();
  });

  it("is walked through by keys: one stop for all bars, arrows from step to step and row to row", async () => {
    const { page } = await opened("zed.html");
    expect(await page.locator("button.name[tabindex='0']").count()).toBe(1);
    await page.locator("button.name").first().focus();
    const tip = page.locator("#tip span").first();
    const [first, second] = zed.instances;
    await expect.poll(() => tip.textContent()).toContain(first?.name ?? "");
    const before = await page.locator("#tip").textContent();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator("#tip").textContent()).not.toBe(before);
    await page.keyboard.press("ArrowDown");
    expect(await tip.textContent()).toContain(second?.name ?? "");
    await page.keyboard.press("Escape");
    expect(await page.locator("#tip").isVisible()).toBe(false);
    await page.context().close();
  });

  it("unfolds what a link names", async () => {
    const { page } = await opened("grizzly.html", {}, "#H2");
    expect(await page.locator("#H2").getAttribute("open")).not.toBeNull();
    await page.context().close();
  });

  describe("of 1,000 instances", () => {
    let page: Page;
    let openedInS: number;

    beforeAll(async () => {
      writeFileSync(join(folder, "many.html"), htmlFormat.rank(withManyInstances(zed, 1_000, 400_000), options));
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send("Performance.enable", { timeDomain: "threadTicks" });
      await page.goto(pathToFileURL(join(folder, "many.html")).href);
      await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
      const { metrics } = await session.send("Performance.getMetrics");
      openedInS = metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.POSITIVE_INFINITY;
    });

    // Processor time of the page's own thread, which is what opening takes on a machine that has nothing else to do: here, tests run beside it.
    it("opens within 2 s", () => {
      expect(openedInS).toBeGreaterThan(0);
      expect(openedInS).toBeLessThan(2);
    });

    it("shows them in groups, none left out, of which each unfolds", async () => {
      expect(await page.locator("details.group").count()).toBe(50);
      expect(await page.locator(".row").count()).toBe(1_000);
      expect(await page.locator(".row:visible").count()).toBe(0);
      await page.locator("details.group > summary").nth(3).click();
      expect(await page.locator(".row:visible").count()).toBe(20);
    });

    it("unfolds the group of an instance that is asked for", async () => {
      await page.getByLabel("instance", { exact: true }).fill("many-0777");
      expect(await page.locator(".row:visible").allTextContents()).toEqual(["many-0777"]);
    });
  });
});
