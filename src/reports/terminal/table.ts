import Table from "cli-table3";
import { clipEnd, displayWidth } from "../../lib/display-width.ts";

export interface TableColumn {
  readonly head: string;
  readonly align: "left" | "right";
  /** Columns with a higher number go first when there is no room for all. */
  readonly priority: number;
  readonly minWidth: number;
  readonly maxWidth: number;
  /** One safe line of text for each row. */
  readonly cells: readonly string[];
  /** How a cell is cut that has no room; at its end unless told. */
  readonly clip?: (text: string, width: number) => string;
  /** Colours a cell once its width is settled. */
  readonly paint?: (text: string, row: number) => string;
}

const GAP = "  ";

/** No lines but the one this module draws below the heads. */
const BARE = {
  top: "", "top-mid": "", "top-left": "", "top-right": "",
  bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "",
  left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "",
  middle: GAP,
};

/** From this priority on a column comes only where the others need not be cut for it. */
const LESSER = 5;

/** The heads of the columns that find room. */
export function headsShown(columns: readonly TableColumn[], width: number): readonly string[] {
  return fit(columns, width).map(({ column }) => column.head);
}

/** Lines of at most `width` columns: heads, a rule, one line per row. Columns that find no room are left out, long cells clipped. */
export function tableLines(columns: readonly TableColumn[], width: number): string[] {
  const fitted = fit(columns, width);
  const rows = Math.max(0, ...columns.map((column) => column.cells.length));
  const table = new Table({
    head: fitted.map(({ column }) => column.head),
    colAligns: fitted.map(({ column }) => column.align),
    chars: BARE,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (let row = 0; row < rows; row++) {
    table.push(
      fitted.map(({ column, room }) => {
        const text = (column.clip ?? clipEnd)(column.cells[row] ?? "", room);
        return column.paint === undefined ? text : column.paint(text, row);
      }),
    );
  }
  const [heads = "", ...body] = table.toString().split("\n");
  const rule = fitted.map(({ room }) => "─".repeat(room)).join(GAP);
  return [heads, rule, ...body].map((line) => line.trimEnd());
}

interface Fitted {
  readonly column: TableColumn;
  /** Width of its widest cell after clipping, so that the rule is as long as the cells. */
  readonly room: number;
}

function fit(columns: readonly TableColumn[], width: number): Fitted[] {
  const wanted = new Map(columns.map((column) => [column, wish(column)]));
  const need = (column: TableColumn): number => Math.min(wanted.get(column) ?? 0, Math.max(column.minWidth, displayWidth(column.head)));
  const chosen = new Map<TableColumn, number>();
  let used = -GAP.length;
  // One that has no room ends the choice, so that a more important column never makes way for a lesser, narrower one.
  for (const column of [...columns].sort((a, b) => a.priority - b.priority)) {
    const least = column.align === "right" ? (wanted.get(column) ?? 0) : need(column);
    const taken = column.priority < LESSER ? used : [...chosen.keys()].reduce((sum, one) => sum + GAP.length + (wanted.get(one) ?? 0), -GAP.length);
    if (taken + GAP.length + least > width) break;
    chosen.set(column, least);
    used += GAP.length + least;
  }
  // What is left goes, one by one, to the column that lacks most.
  for (; used < width; used++) {
    const lacks = ([column, room]: [TableColumn, number]): number => (wanted.get(column) ?? 0) - room;
    const poorest = [...chosen].reduce((most, each) => (lacks(each) > lacks(most) ? each : most));
    if (lacks(poorest) <= 0) break;
    chosen.set(poorest[0], poorest[1] + 1);
  }
  return columns.flatMap((column) => {
    const room = chosen.get(column);
    return room === undefined ? [] : [{ column, room }];
  });
}

function wish(column: TableColumn): number {
  const widest = column.cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), displayWidth(column.head));
  return Math.min(widest, Math.max(column.maxWidth, displayWidth(column.head)));
}
