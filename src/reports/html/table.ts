import { markup, type Markup } from "../../lib/markup.ts";

export interface HtmlColumn<T> {
  readonly head: string;
  readonly align: "left" | "right";
  /** Those above 2 are not shown in a narrow window. */
  readonly priority: number;
  readonly cell: (row: T) => Markup;
  /** What it is sorted by; undefined: its text. */
  readonly value?: ((row: T) => number | null) | undefined;
}

/** Each row is a body of its own, with what may be unfolded of it below, so that sorting keeps them together. */
export function sortableTable<T>(caption: string, columns: readonly HtmlColumn<T>[], rows: readonly T[], more: (row: T) => Markup | undefined = () => undefined): Markup {
  const classOf = ({ align, priority }: HtmlColumn<T>): string => `${align}${priority > 2 ? " extra" : ""}`;
  const cellOf = (column: HtmlColumn<T>, row: T, index: number): Markup => {
    const value = column.value?.(row);
    const sort = column.value === undefined ? undefined : markup` data-sort="${value ?? -1}"`;
    return index === 0
      ? markup`<th scope="row" class="${classOf(column)}"${sort}>${column.cell(row)}</th>`
      : markup`<td class="${classOf(column)}"${sort}>${column.cell(row)}</td>`;
  };
  return markup`<table data-sortable><caption>${caption}</caption><thead><tr>${columns.map((column) => markup`<th scope="col" class="${classOf(column)}">${column.head}</th>`)}</tr></thead>
${rows.map((row) => {
  const below = more(row);
  return markup`<tbody><tr>${columns.map((column, index) => cellOf(column, row, index))}</tr>${below === undefined ? undefined : markup`<tr class="more"><td colspan="${columns.length}">${below}</td></tr>`}</tbody>
`;
})}</table>`;
}
