/** Makes room for twice as many rows of heads (model/sieve.ts: Heads). */
export function growRows(columns: { lines: Uint32Array<ArrayBuffer>; numbers: Float64Array<ArrayBuffer> }): void {
  const lines = new Uint32Array(columns.lines.length * 2);
  lines.set(columns.lines);
  columns.lines = lines;
  const numbers = new Float64Array(columns.numbers.length * 2);
  numbers.set(columns.numbers);
  columns.numbers = numbers;
}
