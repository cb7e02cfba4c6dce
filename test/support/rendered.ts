import { reportFormats } from "../../src/reports/index.ts";
import type { RenderOptions, ReportFormat, View } from "../../src/reports/format.ts";

/** All formats by the value of `--format`, loaded. */
export const formats: ReadonlyMap<string, ReportFormat> = new Map(await Promise.all(reportFormats.map(async ({ id, load }) => [id, await load()] as const)));

/** What a format makes of an answer, as one text. */
export function rendered<V extends View>(id: string, view: V, answer: Parameters<NonNullable<ReportFormat[V]>>[0], options: RenderOptions): string {
  const render = formats.get(id)?.[view] as ((answer: unknown, options: RenderOptions) => string | Iterable<string | Uint8Array>) | undefined;
  if (render === undefined) throw new Error(`no ${view} in format ${id}`);
  const written = render(answer, options);
  return typeof written === "string" ? written : Buffer.concat(Array.from(written, (part) => Buffer.from(part))).toString();
}
