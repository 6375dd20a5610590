import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";
import type { HasuraModel, RelationshipModel, TableFields, TableModel } from "../model/types.ts";
import { CodegenError } from "./errors.ts";
import type { PermissionMetadata, RelationshipMetadata, TableMetadata } from "./metadata.ts";

/** What {@link generateModel} works from. */
export interface GenerateOptions {
  /** SDL as the role sees it. */
  sdl: string;
  /** The metadata folder's tables. */
  tables: readonly TableMetadata[];
  /** Whose presets count. */
  role: string;
  /** Text columns with `collate "C"`, as `table.column` by their GraphQL names: neither schema nor metadata tells. None if not given. */
  bytewise?: readonly string[];
}

const ROOT_FIELDS: readonly [keyof TableFields, string, (name: string) => string][] = [
  ["select", "select", (name) => name],
  ["selectByPk", "select_by_pk", (name) => `${name}_by_pk`],
  ["selectAggregate", "select_aggregate", (name) => `${name}_aggregate`],
  ["insert", "insert", (name) => `insert_${name}`],
  ["insertOne", "insert_one", (name) => `insert_${name}_one`],
  ["update", "update", (name) => `update_${name}`],
  ["updateByPk", "update_by_pk", (name) => `update_${name}_by_pk`],
  ["updateMany", "update_many", (name) => `update_${name}_many`],
  ["delete", "delete", (name) => `delete_${name}`],
  ["deleteByPk", "delete_by_pk", (name) => `delete_${name}_by_pk`],
];

/**
 * Puts what the schema says and what only the metadata says (column mappings, presets) together.
 * @returns The model, its keys in a fixed order.
 * @throws {@link CodegenError} `CODEGEN_SCHEMA` when the SDL is not a schema, `CODEGEN_USAGE` when a column in `bytewise` is none of text.
 */
export function generateModel(options: GenerateOptions): HasuraModel {
  const schema = readSchema(options.sdl);
  const query = schema.getQueryType()!;
  const mutation = schema.getMutationType();
  const tables: Record<string, TableModel> = {};
  const named = options.tables.map((metadata) => ({ metadata, name: typeName(metadata) }));
  for (const { metadata, name } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const type = schema.getType(name);
    if (isObjectType(type)) tables[name] = readTable(name, type, metadata, schema, options.role);
  }
  for (const { metadata, name } of named) {
    const table = tables[name];
    if (table)
      table.rels = readRelationships(schema.getType(name) as GraphQLObjectType, metadata, table, tables);
  }
  for (const path of options.bytewise ?? []) addBytewise(path, tables);
  const roots = [query, mutation, schema.getSubscriptionType()];
  const ofTables = new Set(Object.values(tables).flatMap(({ fields }) => Object.values(fields)));
  return {
    v: 1,
    roots: {
      query: query.name,
      mutation: mutation?.name ?? "mutation_root",
      subscription: schema.getSubscriptionType()?.name ?? "subscription_root",
    },
    tables,
    keyless: Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith("__") && !roots.includes(type))
      .map((type) => type.name)
      .filter((name) => !tables[name]?.pk.length)
      .sort(),
    otherMutations: Object.keys(mutation?.getFields() ?? {})
      .filter((field) => !ofTables.has(field))
      .sort(),
  };
}

function readSchema(sdl: string): GraphQLSchema {
  try {
    const schema = buildSchema(sdl, { assumeValidSDL: true });
    if (schema.getQueryType()) return schema;
  } catch (cause) {
    throw new CodegenError("CODEGEN_SCHEMA", `The schema can't be read: ${String(cause)}`, { cause });
  }
  throw new CodegenError(
    "CODEGEN_SCHEMA",
    "The schema has no query root; pass the SDL that the API prints for the role.",
  );
}

// Hasura.Backends.Postgres.SQL.Types: the custom name, else the table's, with the schema's in front outside `public`.
function typeName({ table, configuration }: TableMetadata): string {
  const { schema, name } = typeof table === "string" ? { schema: "public", name: table } : table;
  return configuration?.custom_name ?? (schema === "public" ? name : `${schema}_${name}`);
}

function readTable(
  name: string,
  type: GraphQLObjectType,
  metadata: TableMetadata,
  schema: GraphQLSchema,
  role: string,
): TableModel {
  const rootFields = { ...schema.getQueryType()!.getFields(), ...schema.getMutationType()?.getFields() };
  const fields: TableFields = {};
  for (const [kind, option, usual] of ROOT_FIELDS) {
    const custom = metadata.configuration?.custom_root_fields?.[option];
    const field = (typeof custom === "object" ? custom.name : custom) ?? usual(name);
    if (field in rootFields) fields[kind] = field;
  }
  const presets = {
    ...presetsOf("insert", metadata.insert_permissions, metadata, role),
    ...presetsOf("update", metadata.update_permissions, metadata, role),
  };
  const table: TableModel = {
    pk: primaryKey(name, fields, schema),
    columns: columnsOf(name, type, schema),
    rels: {},
    fields,
  };
  const unique = uniqueConstraints(name, table.pk, metadata, schema);
  if (unique.length > 0) table.unique = Object.fromEntries(unique);
  if (Object.keys(presets).length > 0) table.presets = presets;
  return table;
}

// Hasura.GraphQL.Schema.OnConflict: the enum's descriptions name the columns.
function uniqueConstraints(
  name: string,
  pk: readonly string[],
  metadata: TableMetadata,
  schema: GraphQLSchema,
): [string, string[]][] {
  const constraints = schema.getType(`${name}_constraint`);
  if (!isEnumType(constraints)) return [];
  return constraints.getValues().flatMap(({ name: constraint, description }): [string, string[]][] => {
    const columns = [...(description ?? "").matchAll(/"([^"]+)"/g)].map((match) =>
      fieldOf(match[1]!, metadata),
    );
    const isPrimary = columns.length === 0 || columns.sort().join() === pk.join();
    return isPrimary ? [] : [[constraint, columns]];
  });
}

function addBytewise(path: string, tables: Readonly<Record<string, TableModel>>): void {
  const [name = "", column = ""] = path.split(".");
  const table = tables[name];
  if (!/^\[?String\b/.test(table?.columns[column] ?? ""))
    throw new CodegenError(
      "CODEGEN_USAGE",
      `--bytewise ${path}: the role reads no text column of that name.`,
    );
  table!.bytewise = [...(table!.bytewise ?? []), column].sort();
}

// A role that may not read the whole key sees no `_by_pk` field: its rows have no identity.
function primaryKey(name: string, fields: TableFields, schema: GraphQLSchema): string[] {
  const byPk = fields.selectByPk && schema.getQueryType()!.getFields()[fields.selectByPk];
  if (byPk) return byPk.args.map((argument) => argument.name).sort();
  const input = schema.getType(`${name}_pk_columns_input`);
  return isInputObjectType(input) ? Object.keys(input.getFields()).sort() : [];
}

function columnsOf(name: string, type: GraphQLObjectType, schema: GraphQLSchema): Record<string, string> {
  const listed = schema.getType(`${name}_select_column`);
  const names = isEnumType(listed) ? new Set(listed.getValues().map((value) => value.name)) : undefined;
  const columns: Record<string, string> = {};
  for (const [column, field] of Object.entries(type.getFields()).sort(byName)) {
    const leaf = getNamedType(field.type);
    if ((isScalarType(leaf) || isEnumType(leaf)) && (!names || names.has(column)))
      columns[column] = String(field.type);
  }
  return columns;
}

function readRelationships(
  type: GraphQLObjectType,
  metadata: TableMetadata,
  table: TableModel,
  tables: Readonly<Record<string, TableModel>>,
): Record<string, RelationshipModel> {
  const found: [string, RelationshipModel][] = [];
  const fields = type.getFields();
  const add = (rel: RelationshipMetadata, many: boolean): void => {
    const field = fields[rel.name];
    const to = field && getNamedType(field.type).name;
    const map = to && tables[to] ? mapping(rel, metadata, table, tables[to]) : undefined;
    if (to && map) found.push([rel.name, { to, many, map }]);
  };
  for (const rel of metadata.object_relationships ?? []) add(rel, false);
  for (const rel of metadata.array_relationships ?? []) add(rel, true);
  return Object.fromEntries(found.sort(byName));
}

/** @returns Local column → remote column; undefined where the folder does not tell. */
function mapping(
  { using }: RelationshipMetadata,
  metadata: TableMetadata,
  table: TableModel,
  remote: TableModel,
): Record<string, string> | undefined {
  if (using.manual_configuration) {
    const entries = Object.entries(using.manual_configuration.column_mapping);
    return Object.fromEntries(entries.map(([local, other]) => [fieldOf(local, metadata), other]));
  }
  const on = using.foreign_key_constraint_on;
  if (typeof on === "string" || Array.isArray(on))
    return pair(asList(on), remote.pk, (column) => fieldOf(column, metadata));
  if (!on) return undefined;
  const reverse = pair(on.columns ?? asList(on.column ?? []), table.pk, (column) => column);
  return reverse && Object.fromEntries(Object.entries(reverse).map(([theirs, ours]) => [ours, theirs]));
}

// A foreign key names only its own columns; it refers to the other table's primary key.
function pair(
  columns: readonly string[],
  pk: readonly string[],
  rename: (column: string) => string,
): Record<string, string> | undefined {
  if (columns.length === 1 && pk.length === 1) return { [rename(columns[0]!)]: pk[0]! };
  const sameNames = columns.length === pk.length && columns.every((column) => pk.includes(column));
  return sameNames ? Object.fromEntries(columns.map((column) => [rename(column), column])) : undefined;
}

function presetsOf(
  kind: "insert" | "update",
  permissions: readonly PermissionMetadata[] | undefined,
  metadata: TableMetadata,
  role: string,
): TableModel["presets"] {
  const set = permissions?.find((each) => each.role === role)?.permission.set ?? {};
  const entries = Object.entries(set).map(([column, value]): [string, unknown] => [
    fieldOf(column, metadata),
    typeof value === "string" && /^x-hasura-/i.test(value) ? value.toLowerCase() : value,
  ]);
  return entries.length > 0 ? { [kind]: Object.fromEntries(entries.sort(byName)) } : {};
}

function fieldOf(column: string, metadata: TableMetadata): string {
  return metadata.configuration?.column_config?.[column]?.custom_name ?? column;
}

function asList(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
