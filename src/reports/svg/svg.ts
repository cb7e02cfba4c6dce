import { FIGURE_STYLE, figureOf } from "../../charts/figure.ts";
import { COLOUR_STYLE } from "../../charts/palette.ts";
import { markup, verbatim } from "../../lib/markup.ts";
import type { Report } from "../../model/report.ts";
import type { ReportFormat } from "../format.ts";

/** The figure alone, as a file that stands by itself. */
export const svgFormat = {
  rank: (report: Report): string => {
    const { width, height, title, description, drawing } = figureOf(report) ?? NOTHING;
    const page = markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${title}</title>
<desc id="description">${description}</desc>
<style>${verbatim(`\n${COLOUR_STYLE}\n${FIGURE_STYLE}\n`)}</style>
<rect class="ground" width="${width}" height="${height}"/>
${drawing}
</svg>
`;
    return page.markup;
  },
} satisfies ReportFormat;

const SILENCE = "Nothing in these logs has a time that could be drawn.";
const NOTHING = { width: 960, height: 80, title: "Nothing to draw", description: SILENCE, drawing: markup`<text class="ink" x="48" y="44">${SILENCE}</text>` };
