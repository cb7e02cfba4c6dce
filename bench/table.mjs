// Tables that read well on a terminal and are Markdown.

/**
 * @param {readonly string[]} headings The first column is text, all others are numbers with their units.
 * @param {readonly (readonly (string | undefined)[])[]} rows
 */
export function table(headings, rows) {
  const cells = [headings, ...rows.map((row) => row.map((cell) => cell ?? "–"))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join("\n");
}

export function seconds(ms) {
  return ms === undefined ? undefined : `${(ms / 1000).toFixed(2)} s`;
}

export function megabytes(bytes) {
  return bytes === undefined ? undefined : `${(bytes / 1e6).toFixed(0)} MB`;
}

export function times(ratio) {
  return ratio === undefined ? undefined : `${ratio.toFixed(2)} ×`;
}

/**
 * A target and what was measured; `measured` undefined: it could not be.
 *
 * @param {string} name
 * @param {number | undefined} measured
 * @param {{ atMost?: number, atLeast?: number }} bound
 * @param {(value: number) => string} show
 */
export function target(name, measured, { atMost, atLeast }, show) {
  const met = measured === undefined ? undefined : atMost === undefined ? measured >= atLeast : measured <= atMost;
  const bound = atMost === undefined ? `≥ ${show(atLeast)}` : `≤ ${show(atMost)}`;
  return { met, row: [name, bound, measured === undefined ? undefined : show(measured), met === undefined ? "not measured" : met ? "met" : "NOT MET"] };
}

export function targetTable(targets) {
  return table(["target", "bound", "measured", ""], targets.map(({ row }) => row));
}
