import type { Catalog, CatalogTable } from "../catalog/types.ts";
import { tableKey } from "../catalog/types.ts";
import type { Metadata, TableMetadata } from "../metadata/types.ts";
import type { EnumTable } from "./enum-table.ts";
import { enumReferences } from "./enum-references.ts";
import { resolveComputedField, resolveFunction } from "./functions.ts";
import { baseName, description, isGraphQLName, qualifiedName, rootFieldNames } from "./naming.ts";
import { resolveRelationship } from "./relationships.ts";
import type {
  ColumnModel,
  ComputedFieldModel,
  FunctionModel,
  Model,
  RelationshipModel,
  TableModel,
} from "./types.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Resolves the metadata against the catalog. Whatever does not fit is left out and named in `problems`.
 *
 * @param enumTables what was read of the enum tables, by `tableKey`.
 */
export function buildModel(
  catalog: Catalog,
  metadata: Metadata,
  enumTables: ReadonlyMap<string, EnumTable>,
): Model {
  const problems: string[] = [];
  const tables = new Map<string, Mutable<TableModel>>();
  const sources = metadata.sources.filter((source) => source.kind === "postgres");
  for (const tableMetadata of sources.flatMap((source) => source.tables)) {
    const key = tableKey(qualifiedName(tableMetadata.table));
    const table = catalog.tables.get(key);
    if (table === undefined) {
      problems.push(`table ${key} does not exist`);
      continue;
    }
    const name = baseName(qualifiedName(tableMetadata.table), tableMetadata.configuration?.custom_name);
    if (!isGraphQLName(name)) {
      problems.push(`table ${key} needs a custom_name: "${name}" is not a GraphQL name`);
      continue;
    }
    const enumTable = enumTables.get(key);
    if (enumTable?.problem != null) problems.push(enumTable.problem);
    tables.set(key, tableModel(key, table, tableMetadata, name, enumTable?.values ?? null));
  }

  const findTable = (name: { schema: string; name: string }): TableModel | undefined =>
    tables.get(tableKey(name));
  const functionsByKey = new Map(catalog.functions.map((found) => [tableKey(found), found]));
  const findFunction = (key: string) => functionsByKey.get(key);

  for (const table of tables.values()) {
    const enums = enumReferences(table, findTable);
    problems.push(...enums.problems);
    for (const [name, target] of enums.references) {
      const column = table.column(name) as Mutable<ColumnModel> | undefined;
      if (column !== undefined) column.enumTable = target;
    }
    const relationships = new Map<string, RelationshipModel>();
    const candidates = [
      ...(table.metadata.object_relationships ?? []).map((entry) => ["object", entry] as const),
      ...(table.metadata.array_relationships ?? []).map((entry) => ["array", entry] as const),
    ];
    for (const [kind, entry] of candidates) {
      const resolved = resolveRelationship(table, kind, entry, findTable);
      if (typeof resolved === "string") problems.push(resolved);
      else relationships.set(entry.name, resolved);
    }
    table.relationships = relationships;
    const computedFields = new Map<string, ComputedFieldModel>();
    for (const entry of table.metadata.computed_fields ?? []) {
      const resolved = resolveComputedField(table, entry, findFunction, findTable);
      if (typeof resolved === "string") problems.push(resolved);
      else computedFields.set(entry.name, resolved);
    }
    table.computedFields = computedFields;
  }

  const functions: FunctionModel[] = [];
  for (const entry of sources.flatMap((source) => source.functions ?? [])) {
    const resolved = resolveFunction(entry, findFunction, findTable);
    if (typeof resolved === "string") problems.push(resolved);
    else functions.push(resolved);
  }
  return {
    tables,
    functions,
    actions: metadata.actions ?? [],
    customTypes: metadata.custom_types ?? {},
    inheritedRoles: new Map((metadata.inherited_roles ?? []).map((role) => [role.role_name, role.role_set])),
    problems,
  };
}

function tableModel(
  key: string,
  table: CatalogTable,
  metadata: TableMetadata,
  name: string,
  enumValues: TableModel["enumValues"],
): TableModel {
  const { configuration } = metadata;
  const columns = table.columns.flatMap((column): ColumnModel[] => {
    const config = configuration?.column_config?.[column.name];
    const field = config?.custom_name ?? configuration?.custom_column_names?.[column.name] ?? column.name;
    // Hasura leaves columns out of the schema that GraphQL cannot name.
    if (!isGraphQLName(field)) return [];
    return [
      {
        name: column.name,
        field,
        type: column.type,
        notNull: column.notNull,
        generated: column.generated,
        description: description(config?.comment, column.comment),
        enumTable: null,
      },
    ];
  });
  const byName = new Map(columns.map((column) => [column.name, column]));
  return {
    key,
    table,
    metadata,
    name,
    description: description(configuration?.comment, table.comment),
    columns,
    column: (column) => byName.get(column),
    primaryKey: (table.primaryKey?.columns ?? []).flatMap((column) => byName.get(column) ?? []),
    relationships: new Map(),
    computedFields: new Map(),
    rootFields: rootFieldNames(
      name,
      key.startsWith("public.") ? table.name : key,
      configuration?.custom_root_fields,
    ),
    enumValues: metadata.is_enum === true ? enumValues : null,
  };
}
