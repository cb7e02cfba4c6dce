import { scaleLinear } from "d3-scale";
import { place } from "../../charts/time-axis.ts";
import { formatDuration } from "../../lib/duration.ts";
import { markup, type Markup } from "../../lib/markup.ts";
import type { Report } from "../../model/report.ts";
import { drawing } from "./inline.ts";

const WIDTH = 830;
const LABELS = 330;
const ROW = 30;

/** How the makespan falls as one wait after another is removed, as the replay predicts it; undefined where nothing was. */
export function fixCurve({ run }: Report): Markup | undefined {
  const { fixOrder, makespanUs } = run;
  if (fixOrder.length === 0 || makespanUs === null) return undefined;
  const rows = [
    { label: "as it was", us: makespanUs },
    ...fixOrder.map((fix, index) => ({ label: `${index === 0 ? "without" : "and without"} ${fix.hotspot} ${fix.resource}`, us: fix.makespanUs })),
  ];
  const x = scaleLinear([0, Math.max(...rows.map(({ us }) => us))], [LABELS, WIDTH - 90]);
  const points = rows.map(({ us }, index) => `${place(x(us))} ${index * ROW + 16}`);
  const content = markup`${rows.map(({ label, us }, index) => {
    const y = index * ROW;
    const short = label.length > 46 ? `${[...label].slice(0, 45).join("")}…` : label;
    return markup`<text class="ink" x="${LABELS - 10}" y="${y + 20}" text-anchor="end">${short}</text><rect class="f-admission faint" x="${LABELS}" y="${y + 6}" width="${place(x(us) - LABELS)}" height="20" rx="2"/><circle class="f-create" cx="${place(x(us))}" cy="${y + 16}" r="4"/><text class="ink strong" x="${place(x(us)) + 10}" y="${y + 20}">${formatDuration(us)}</text>`;
  })}<path class="line stroke-ink" d="M${points.join("L")}"/>`;
  const told = rows.map(({ label, us }) => `${label} ${formatDuration(us)}`).join(", then ");
  return drawing("fix-curve", {
    width: WIDTH,
    height: rows.length * ROW + 4,
    title: "Time until the last instance is ready, as waits are removed in order",
    description: told,
    content,
  });
}
