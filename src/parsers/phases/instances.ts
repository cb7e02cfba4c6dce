import type { ColumnName } from "./columns.ts";
import type { Cell, Row } from "./row.ts";

/** Instances followed at one time; what comes beyond is rejected. */
const MOST_INSTANCES = 100_000;

export interface Instances {
  /** False: too many. */
  readonly saw: (id: string | undefined, name: string | undefined, cells: Row) => boolean;
  /** In the order in which they were first seen. */
  readonly rows: () => readonly Row[];
}

/**
 * Gathers what a journal says of each instance into the rows a table would have. The create call is logged by name, before an id is
 * known; a second create call of a name is another instance. The first sighting of a thing counts, and ERROR outweighs ACTIVE only if it came first.
 */
export function gatherInstances(): Instances {
  const rows: Map<ColumnName, Cell>[] = [];
  const byName = new Map<string, Map<ColumnName, Cell>>();
  const byId = new Map<string, Map<ColumnName, Cell>>();

  const find = (id: string | undefined, name: string | undefined, begins: boolean): Map<ColumnName, Cell> | undefined => {
    const known = begins ? undefined : (byId.get(id ?? "") ?? byName.get(name ?? ""));
    // A name that has another id by now is not this instance.
    if (known !== undefined && (id === undefined || !known.has("id") || known.get("id")?.text === id)) return known;
    if (rows.length >= MOST_INSTANCES) return undefined;
    const row = new Map<ColumnName, Cell>();
    rows.push(row);
    return row;
  };

  return {
    saw: (id, name, cells) => {
      const row = find(id, name, cells.has("create_start"));
      if (row === undefined) return false;
      const line = cells.values().next().value?.line ?? 0;
      if (name !== undefined) {
        byName.set(name, row);
        if (!row.has("name")) row.set("name", { text: name, line });
      }
      if (id !== undefined) {
        byId.set(id, row);
        if (!row.has("id")) row.set("id", { text: id, line });
      }
      for (const [column, cell] of cells) if (!row.has(column)) row.set(column, cell);
      return true;
    },
    rows: () => rows,
  };
}
