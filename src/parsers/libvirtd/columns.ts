import type { Heads } from "../../model/sieve.ts";
import { growRows } from "../grow-rows.ts";

/**
 * What a row of the columns says of a record besides its line: time (µs), thread, rule (its index) * LEVEL_COUNT + level (its index), and up to five values of
 * the message, in the order in which its template names them.
 */
export const ROW = 3 + 5;
export const LEVEL_COUNT = 4;

/** Rows while they are gathered. */
export interface Columns {
  lines: Uint32Array<ArrayBuffer>;
  numbers: Float64Array<ArrayBuffer>;
  texts: string[];
  rows: number;
  /** Number of the batch, from 1 on. */
  batch: number;
}

const FIRST_ROWS = 1024;

export function noColumns(): Columns {
  return { lines: new Uint32Array(FIRST_ROWS), numbers: new Float64Array(FIRST_ROWS * ROW), texts: [], rows: 0, batch: 1 };
}

export function addRow(columns: Columns, line: number, atUs: number, tid: number, what: number, values: Float64Array): void {
  const row = columns.rows++;
  if (row === columns.lines.length) growRows(columns);
  columns.lines[row] = line;
  const { numbers } = columns;
  const at = row * ROW;
  numbers[at] = atUs;
  numbers[at + 1] = tid;
  numbers[at + 2] = what;
  for (let index = 0; index < ROW - 3; index++) numbers[at + 3 + index] = values[index] ?? 0;
}

/** The rows so far, valid until the next is added; none are left. */
export function takeRows(columns: Columns): Heads | undefined {
  const { rows, texts } = columns;
  if (rows === 0) return undefined;
  columns.rows = 0;
  columns.texts = [];
  columns.batch++;
  return { lines: columns.lines.subarray(0, rows), numbers: columns.numbers.subarray(0, rows * ROW), texts };
}

/** The values of one row. */
export interface Values {
  numbers: Float64Array;
  texts: readonly string[];
  /** Where they begin. */
  at: number;
}

export function noValues(): Values {
  return { numbers: new Float64Array(0), texts: [], at: 0 };
}

export function turnToRow(values: Values, heads: Heads, row: number): void {
  values.numbers = heads.numbers;
  values.texts = heads.texts;
  values.at = row * ROW + 3;
}

export function numberAt({ numbers, at }: Values, index: number): number {
  return numbers[at + index] ?? NaN;
}

export function textAt(values: Values, index: number): string {
  return values.texts[numberAt(values, index)] ?? "";
}
