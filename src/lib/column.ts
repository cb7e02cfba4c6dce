/** A number of each item, as `Float64Array.from` would give it in ten times the time. */
export function columnOf<Item>(items: readonly Item[], numberOf: (item: Item) => number): Float64Array<ArrayBuffer> {
  const column = new Float64Array(items.length);
  for (let index = 0; index < items.length; index++) column[index] = numberOf(items[index] as Item);
  return column;
}
