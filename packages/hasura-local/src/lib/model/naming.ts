import type { QualifiedName, RootFieldKind, TableConfiguration } from "../metadata/types.ts";
import type { RootFieldModel } from "./types.ts";

const graphqlName = /^[_A-Za-z][_0-9A-Za-z]*$/;

export function isGraphQLName(name: string): boolean {
  return graphqlName.test(name);
}

/** A table's or function's GraphQL base name: the custom one, else its name, with the schema in front outside `public`. */
export function baseName(object: QualifiedName, customName?: string): string {
  if (customName !== undefined && customName !== "") return customName;
  return object.schema === "public" ? object.name : `${object.schema}_${object.name}`;
}

/** Metadata may name an object in the schema `public` by a bare string. */
export function qualifiedName(name: QualifiedName | string): QualifiedName {
  return typeof name === "string"
    ? { schema: "public", name }
    : { schema: name.schema ?? "public", name: name.name };
}

/** Names and descriptions of a table's root fields: Hasura's patterns, each replaceable by `custom_root_fields`. */
export function rootFieldNames(
  name: string,
  tableName: string,
  custom: TableConfiguration["custom_root_fields"],
): Record<RootFieldKind, RootFieldModel> {
  const field = (kind: RootFieldKind, defaultName: string, description: string): RootFieldModel => {
    const choice = custom?.[kind];
    const chosenName = typeof choice === "string" ? choice : choice?.name;
    const comment = typeof choice === "object" && choice !== null ? choice.comment : undefined;
    return {
      name: chosenName ?? defaultName,
      description: comment == null ? description : comment === "" ? null : comment,
    };
  };
  const table = `"${tableName}"`;
  return {
    select: field("select", name, `fetch data from the table: ${table}`),
    select_by_pk: field(
      "select_by_pk",
      `${name}_by_pk`,
      `fetch data from the table: ${table} using primary key columns`,
    ),
    select_aggregate: field(
      "select_aggregate",
      `${name}_aggregate`,
      `fetch aggregated fields from the table: ${table}`,
    ),
    select_stream: field(
      "select_stream",
      `${name}_stream`,
      `fetch data from the table in a streaming manner: ${table}`,
    ),
    insert: field("insert", `insert_${name}`, `insert data into the table: ${table}`),
    insert_one: field("insert_one", `insert_${name}_one`, `insert a single row into the table: ${table}`),
    update: field("update", `update_${name}`, `update data of the table: ${table}`),
    update_by_pk: field("update_by_pk", `update_${name}_by_pk`, `update single row of the table: ${table}`),
    update_many: field("update_many", `update_${name}_many`, `update multiples rows of table: ${table}`),
    delete: field("delete", `delete_${name}`, `delete data from the table: ${table}`),
    delete_by_pk: field("delete_by_pk", `delete_${name}_by_pk`, `delete single row from the table: ${table}`),
  };
}

/** A comment of the metadata wins over the database's; an empty one means none. */
export function description(comment: string | null | undefined, fallback: string | null): string | null {
  if (comment == null) return fallback === "" ? null : fallback;
  return comment === "" ? null : comment;
}
