import { rollup, sum } from "d3-array";
import { escapeControls } from "../../lib/escape.ts";
import type { Detail } from "../../model/detail.ts";
import type { Report } from "../../model/report.ts";
import type { ReportFormat } from "../format.ts";

/**
 * Stacks as flamegraph.pl and speedscope read them (github.com/brendangregg/FlameGraph, stackcollapse): frames by semicolons, the outermost first, then
 * the µs spent waiting in just that stack. From the outside in: what it was for, what was waited for, who waited, who held it.
 */
export const foldedFormat = { rank: foldWaits } satisfies ReportFormat;

function foldWaits(_: Report, __: unknown, { waits, locks }: Detail): string {
  const stacks = rollup(
    waits,
    (group) => sum(group, ({ startUs, endUs }) => endUs - startUs),
    ({ role, lock, waiter, holder, service }) =>
      [role === "background" ? "background" : `${role}s`, `${service} ${locks[lock]?.resource ?? ""}`, waiter, ...(holder === null ? [] : [`held by ${holder}`])]
        .map(frame)
        .join(";"),
  );
  const lines = [...stacks].filter(([, us]) => us > 0).map(([stack, us]) => `${stack} ${us}`).sort();
  return `${lines.join("\n")}\n`;
}

/** A semicolon would end the frame. */
function frame(name: string): string {
  return escapeControls(name).replaceAll(";", ",").trim() || "–";
}
