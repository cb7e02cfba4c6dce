/**
 * Pairs each row with a column where both are told apart: the column costs the row less than any other by `margin`, and the row is among the
 * `capacity` that cost the column least, those beyond dearer by `margin`. What was paired is out of the way of the others, so that one pair may make the next
 * one clear. A row without a clear column stays out. The result holds the column of each row; at most `capacity` rows share one.
 */
export function matchMutually(costs: readonly (readonly number[])[], capacity: number, margin: number): readonly (number | undefined)[] {
  const columnOf: (number | undefined)[] = costs.map(() => undefined);
  const room = (costs[0] ?? []).map(() => capacity);
  for (;;) {
    const rows = [...costs.keys()].filter((row) => columnOf[row] === undefined);
    const columns = [...room.keys()].filter((column) => (room[column] ?? 0) > 0);
    const cost = (row: number, column: number): number => costs[row]?.[column] ?? Number.POSITIVE_INFINITY;
    const limits = new Map(columns.map((column) => [column, clearLimit(rows.map((row) => cost(row, column)), room[column] ?? 0, margin)]));
    const clear = rows.flatMap((row) => {
      const limit = clearLimit(columns.map((column) => cost(row, column)), 1, margin);
      const column = columns.find((one) => cost(row, one) <= limit);
      return column === undefined || cost(row, column) > (limits.get(column) ?? Number.NEGATIVE_INFINITY) ? [] : [{ row, column }];
    });
    if (clear.length === 0) return columnOf;
    for (const { row, column } of clear) {
      columnOf[row] = column;
      room[column] = (room[column] ?? 0) - 1;
    }
  }
}

/** The most that one of the `number` cheapest costs; less than all if what follows costs hardly more, or if none can be had. */
function clearLimit(costs: readonly number[], number: number, margin: number): number {
  const sorted = costs.filter(Number.isFinite).sort((a, b) => a - b);
  const last = sorted[Math.min(number, sorted.length) - 1];
  const next = sorted[number];
  return last === undefined || (next !== undefined && next - last < margin) ? Number.NEGATIVE_INFINITY : last;
}
