import type { FindTable } from "./relationships.ts";
import type { TableModel } from "./types.ts";

/**
 * The enum table that columns of a table refer to, by the column's name: a foreign key over one column refers to an
 * enum if it leads to the enum's primary key.
 *
 * @returns as well what Hasura refuses: a column with several of them.
 */
export function enumReferences(
  table: TableModel,
  findTable: FindTable,
): { references: ReadonlyMap<string, TableModel>; problems: string[] } {
  const references = new Map<string, TableModel>();
  const problems: string[] = [];
  for (const key of table.table.foreignKeys) {
    const target = findTable(key.target);
    const [name, ...others] = key.columns;
    if (name === undefined || others.length > 0 || target?.metadata.is_enum !== true) continue;
    if (key.targetColumns.join() !== target.table.primaryKey?.columns.join()) continue;
    const first = references.get(name);
    if (first === undefined) references.set(name, target);
    else {
      const names = [first, target]
        .map((entry) => `"${entry.table.name}"`)
        .toSorted()
        .join(", ");
      problems.push(
        `column "${name}" in table "${table.table.name}" references multiple enum tables (${names})`,
      );
    }
  }
  return { references, problems };
}
