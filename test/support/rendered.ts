import { NO_DETAIL, type Detail } from "../../src/model/detail.ts";
import { reportFormats } from "../../src/reports/index.ts";
import type { RenderOptions, ReportFormat, View, Written } from "../../src/reports/format.ts";

/** All formats by the value of `--format`, loaded. */
export const formats: ReadonlyMap<string, ReportFormat> = new Map(await Promise.all(reportFormats.map(async ({ id, load }) => [id, await load()] as const)));

/** What a format makes of an answer, as one text. */
export function rendered<V extends View>(id: string, view: V, answer: Parameters<NonNullable<ReportFormat[V]>>[0], options: RenderOptions, detail: Detail = NO_DETAIL): string {
  const render = formats.get(id)?.[view] as ((answer: unknown, options: RenderOptions, detail: Detail) => Written) | undefined;
  if (render === undefined) throw new Error(`no ${view} in format ${id}`);
  return wholeOf(render(answer, options, detail)).toString();
}

/** All parts together. */
export function wholeOf(written: Written): Buffer {
  return typeof written === "string" ? Buffer.from(written) : Buffer.concat(Array.from(written, (part) => Buffer.from(part)));
}
