import { expect, it } from "vitest";
import { NO_DETAIL } from "../../src/model/detail.ts";
import type { Written } from "../../src/reports/format.ts";
import { reportFormats } from "../../src/reports/index.ts";
import { analyseSample } from "../support/analyse.ts";
import { sampleInDetail, sampleReport } from "../support/sample-report.ts";

const textOf = (written: Written | undefined): string => [...(written ?? "")].join("");

const SAMPLE = "samples/zed-boot-10";

it.each(reportFormats.filter(({ tellsSteps }) => tellsSteps !== true))("the ranking as $id shows no step but what no evidence covers", async ({ inDetail, load }) => {
  const { rank } = await load();
  const { detail } = inDetail === true ? await sampleInDetail(SAMPLE) : { detail: NO_DETAIL };
  const options = { width: 100, colour: false, top: 5 };
  const gaps = await analyseSample([SAMPLE], { timelines: "gaps" });
  expect(gaps.unexplained).not.toEqual([]);
  expect(textOf(rank?.(gaps, options, detail))).toBe(textOf(rank?.(await sampleReport(SAMPLE), options, detail)));
});
