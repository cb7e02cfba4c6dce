import { parquetWriteBuffer, type ColumnSource } from "hyparquet-writer";
import { TABLES, type ReportFormat } from "../format.ts";
import { tableOf, type Column, type Table } from "../tables.ts";

/** Apache Parquet, by hyparquet-writer. Text is as logged: a reader of columns shows it, nothing runs it. */
export const parquetFormat = {
  rank: (report, { table = "hotspots" }, detail) => [parquetBytes(tableOf(table, report, detail))],
  files: function* (report, _, detail) {
    for (const name of TABLES) yield [`${name}.parquet`, [parquetBytes(tableOf(name, report, detail))]];
  },
} satisfies ReportFormat;

const TYPE: Readonly<Record<Column<unknown>["type"], NonNullable<ColumnSource["type"]>>> = { text: "STRING", whole: "INT64", number: "DOUBLE", boolean: "BOOLEAN" };

function parquetBytes({ columns, rows }: Table): Uint8Array {
  const columnData = columns.map(({ name, type, cell }): ColumnSource => {
    const data = rows.map((row) => {
      const value = cell(row);
      return type === "whole" && typeof value === "number" ? BigInt(Math.round(value)) : value;
    });
    return { name, data, type: TYPE[type], nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
