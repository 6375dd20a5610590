import type { CatalogForeignKey } from "../catalog/types.ts";
import { tableKey } from "../catalog/types.ts";
import type {
  ArrayRelationshipMetadata,
  ManualRelationship,
  ObjectRelationshipMetadata,
  QualifiedName,
  RemoteForeignKey,
} from "../metadata/types.ts";
import { isGraphQLName, qualifiedName } from "./naming.ts";
import type { ColumnModel, RelationshipModel, TableModel } from "./types.ts";

export type FindTable = (name: QualifiedName) => TableModel | undefined;

class RelationshipProblem extends Error {}

/** Resolves a relationship to pairs of columns. @returns the problem as text if metadata and database disagree. */
export function resolveRelationship(
  source: TableModel,
  kind: "object" | "array",
  metadata: ObjectRelationshipMetadata | ArrayRelationshipMetadata,
  findTable: FindTable,
): RelationshipModel | string {
  try {
    if (!isGraphQLName(metadata.name)) throw new RelationshipProblem("the name is not a GraphQL name");
    const { manual_configuration: manual, foreign_key_constraint_on: key } = metadata.using;
    const common = {
      name: metadata.name,
      kind,
      description: relationshipComment(metadata.comment, kind),
      source,
    };
    if (manual !== undefined) return { ...common, ...manualRelationship(source, manual, findTable) };
    if (key === undefined) throw new RelationshipProblem("it names neither a foreign key nor columns");
    if (typeof key === "string" || Array.isArray(key)) {
      return { ...common, ...ownForeignKey(source, typeof key === "string" ? [key] : key, findTable) };
    }
    return { ...common, ...remoteForeignKey(source, key, findTable) };
  } catch (error) {
    if (error instanceof RelationshipProblem) {
      return `relationship "${metadata.name}" of ${tableKey(source.table)}: ${error.message}`;
    }
    throw error;
  }
}

function relationshipComment(comment: string | null | undefined, kind: "object" | "array"): string | null {
  if (comment === "") return null;
  return comment ?? (kind === "object" ? "An object relationship" : "An array relationship");
}

type Resolved = Pick<RelationshipModel, "target" | "columns" | "unique" | "required" | "insertionOrder">;

function manualRelationship(source: TableModel, manual: ManualRelationship, findTable: FindTable): Resolved {
  const target = trackedTable(qualifiedName(manual.remote_table), findTable);
  const columns = Object.entries(manual.column_mapping).map(([own, other]) => ({
    source: columnNamed(source, own),
    target: columnNamed(target, other),
  }));
  return {
    target,
    columns,
    unique: isUnique(
      target,
      columns.map((pair) => pair.target.name),
    ),
    required: false,
    insertionOrder: manual.insertion_order === "after_parent" ? "after-parent" : "before-parent",
  };
}

function ownForeignKey(source: TableModel, names: readonly string[], findTable: FindTable): Resolved {
  const foreignKey = findForeignKey(source, names);
  const target = trackedTable(foreignKey.target, findTable);
  const columns = pairs(foreignKey, source, target);
  return {
    target,
    columns,
    unique: true,
    required: columns.every((pair) => pair.source.notNull),
    insertionOrder: "before-parent",
  };
}

function remoteForeignKey(source: TableModel, key: RemoteForeignKey, findTable: FindTable): Resolved {
  const target = trackedTable(qualifiedName(key.table), findTable);
  // Older metadata writes `columns` as a bare string.
  const names = key.columns ?? (key.column === undefined ? [] : [key.column]);
  const foreignKey = findForeignKey(target, typeof names === "string" ? [names] : names, source);
  const columns = pairs(foreignKey, target, source).map((pair) => ({
    source: pair.target,
    target: pair.source,
  }));
  return {
    target,
    columns,
    unique: isUnique(
      target,
      columns.map((pair) => pair.target.name),
    ),
    required: false,
    insertionOrder: "after-parent",
  };
}

function trackedTable(name: QualifiedName, findTable: FindTable): TableModel {
  const table = findTable(name);
  if (table === undefined) throw new RelationshipProblem(`the table ${tableKey(name)} is not tracked`);
  return table;
}

function columnNamed(table: TableModel, name: string): ColumnModel {
  const column = table.column(name);
  if (column === undefined) throw new RelationshipProblem(`${tableKey(table.table)} has no column "${name}"`);
  return column;
}

function findForeignKey(table: TableModel, names: readonly string[], target?: TableModel): CatalogForeignKey {
  const found = table.table.foreignKeys.filter(
    (key) =>
      key.columns.length === names.length &&
      names.every((name) => key.columns.includes(name)) &&
      (target === undefined || tableKey(key.target) === target.key),
  );
  const [first] = found;
  if (first === undefined) {
    throw new RelationshipProblem(`${tableKey(table.table)} has no foreign key on (${names.join(", ")})`);
  }
  if (found.length > 1) {
    throw new RelationshipProblem(
      `${tableKey(table.table)} has several foreign keys on (${names.join(", ")})`,
    );
  }
  return first;
}

function pairs(key: CatalogForeignKey, source: TableModel, target: TableModel): Resolved["columns"] {
  return key.columns.map((name, index) => ({
    source: columnNamed(source, name),
    target: columnNamed(target, key.targetColumns[index] ?? ""),
  }));
}

function isUnique(table: TableModel, columns: readonly string[]): boolean {
  return table.table.uniqueConstraints.some((constraint) =>
    constraint.columns.every((name) => columns.includes(name)),
  );
}
