export interface MarkdownColumn {
  readonly head: string;
  readonly align: "left" | "right";
  /** Markdown already, without an unescaped pipe. */
  readonly cells: readonly string[];
}

/** A table as GitHub reads it, its columns padded so that it reads as plain text, too. */
export function markdownTable(columns: readonly MarkdownColumn[]): string[] {
  const widths = columns.map(({ head, cells }) => cells.reduce((most, cell) => Math.max(most, cell.length), Math.max(3, head.length)));
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => (columns[index]?.align === "right" ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join(" | ")} |`;
  const rule = columns.map(({ align }, index) => (align === "right" ? `${"-".repeat((widths[index] ?? 3) - 1)}:` : "-".repeat(widths[index] ?? 3)));
  const rows = Math.max(0, ...columns.map(({ cells }) => cells.length));
  return [row(columns.map(({ head }) => head)), row(rule), ...Array.from({ length: rows }, (_, index) => row(columns.map(({ cells }) => cells[index] ?? "")))];
}
