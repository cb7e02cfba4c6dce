import type { Heads } from "../../model/sieve.ts";
import { growRows } from "../grow-rows.ts";

/**
 * What a row of the columns says of a record besides its line:
 * time (µs), pid (-1: none), logger (index of its name) * 16 + flags, context and instance (index of their texts, -1: none), message (index of its
 * text, -1: no rule reads it).
 * A context has two texts: its request and the request that caused this one, empty where there is none.
 */
export const ROW = 6;

/** Index in `LEVELS`. */
export const LEVEL = 3;
/** A line of the dump of a service's options: it says nothing about who the logger is. */
export const OPTION = 4;
/** The request context has eight parts. */
export const EIGHT_PARTS = 8;
export const FLAGS = 16;

export const LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;

/** Rows while they are gathered. */
export interface HeadColumns {
  lines: Uint32Array<ArrayBuffer>;
  numbers: Float64Array<ArrayBuffer>;
  texts: string[];
  rows: number;
  /** Length of the messages among the texts. */
  messageBytes: number;
  /** Number of the batch, from 1 on. */
  batch: number;
}

const FIRST_ROWS = 1024;

export function noColumns(): HeadColumns {
  return { lines: new Uint32Array(FIRST_ROWS), numbers: new Float64Array(FIRST_ROWS * ROW), texts: [], rows: 0, messageBytes: 0, batch: 1 };
}

export function addRow(
  columns: HeadColumns, line: number, atUs: number, pid: number, logger: number, context: number, instance: number, message: number,
): void {
  const row = columns.rows++;
  if (row === columns.lines.length) growRows(columns);
  columns.lines[row] = line;
  const { numbers } = columns;
  const at = row * ROW;
  numbers[at] = atUs;
  numbers[at + 1] = pid;
  numbers[at + 2] = logger;
  numbers[at + 3] = context;
  numbers[at + 4] = instance;
  numbers[at + 5] = message;
}

/** The rows so far, as a copy of just their size; none are left. */
export function takeRows(columns: HeadColumns): Heads | undefined {
  const { rows, texts } = columns;
  if (rows === 0) return undefined;
  columns.rows = 0;
  columns.texts = [];
  columns.messageBytes = 0;
  columns.batch++;
  return { lines: columns.lines.slice(0, rows), numbers: columns.numbers.slice(0, rows * ROW), texts };
}
