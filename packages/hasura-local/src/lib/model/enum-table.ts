import { queryEnumValues } from "../catalog/query-enum-values.ts";
import type { EnumValue } from "../catalog/query-enum-values.ts";
import type { CatalogColumn, CatalogTable, CatalogType } from "../catalog/types.ts";
import type { Queryable } from "../execute/operation.ts";
import { isGraphQLName } from "./naming.ts";

/** The rows of an enum table. */
export interface EnumTable {
  values: readonly EnumValue[];
  /** Why Hasura would not take the table as an enum, in its words; null where it would. */
  problem: string | null;
}

/**
 * Reads a table that the metadata calls an enum, and judges it as Hasura does: a primary key of one column of type
 * text, at most one other column, of type text, too, and at least one row, each named as GraphQL names enum values.
 *
 * @see https://hasura.io/docs/2.0/schema/postgres/enums/
 */
export async function readEnumTable(client: Queryable, table: CatalogTable): Promise<EnumTable> {
  const { key, problem: keyProblem } = enumKey(table);
  const { comment, problem: commentProblem } = enumComment(table, key);
  const values = key === null ? [] : await queryEnumValues(client, table, key, comment);
  const valuesProblem = key === null ? null : valueProblem(values);
  const reasons = [keyProblem, commentProblem, valuesProblem].filter((reason) => reason !== null);
  return { values, problem: reasons.length === 0 ? null : refusal(table, reasons) };
}

function enumKey(table: CatalogTable): { key: CatalogColumn | null; problem: string | null } {
  const names = table.primaryKey?.columns ?? [];
  if (names.length > 1) {
    return {
      key: null,
      problem: `the table’s primary key must not span multiple columns (${listed(names)})`,
    };
  }
  const column = table.columns.find(({ name }) => name === names[0]);
  if (column === undefined) return { key: null, problem: "the table must have a primary key" };
  return isText(column.type)
    ? { key: column, problem: null }
    : { key: null, problem: mustBeText("primary key", column) };
}

function enumComment(
  table: CatalogTable,
  key: CatalogColumn | null,
): { comment: CatalogColumn | null; problem: string | null } {
  const others = table.columns.filter((column) => column !== key);
  const [comment] = others;
  if (comment === undefined) return { comment: null, problem: null };
  if (others.length > 1) {
    const names = listed(others.map(({ name }) => name));
    return {
      comment: null,
      problem: `the table must have exactly one primary key and optionally one comment column, not ${others.length} columns (${names})`,
    };
  }
  return isText(comment.type)
    ? { comment, problem: null }
    : { comment: null, problem: mustBeText("comment column", comment) };
}

function valueProblem(values: readonly EnumValue[]): string | null {
  if (values.length === 0) return "the table must have at least one row";
  const names = values.map(({ value }) => value).filter((value) => !isEnumValueName(value));
  const quoted = names.toSorted().map(quote);
  const last = quoted.pop();
  if (last === undefined) return null;
  if (quoted.length === 0) return `the value ${last} is not a valid GraphQL enum value name`;
  const list = quoted.length === 1 ? `${quoted[0]} and ${last}` : `${quoted.join(", ")}, and ${last}`;
  return `the values ${list} are not valid GraphQL enum value names`;
}

/** @see https://spec.graphql.org/October2021/#EnumValue */
function isEnumValueName(value: string): boolean {
  return isGraphQLName(value) && !["true", "false", "null"].includes(value);
}

function refusal(table: CatalogTable, reasons: readonly string[]): string {
  const name = table.schema === "public" ? table.name : `${table.schema}.${table.name}`;
  const [reason] = reasons;
  const because =
    reasons.length === 1
      ? `because ${reason}`
      : `for the following reasons:\n${reasons.map((entry) => `  • ${entry}\n`).join("")}`;
  return `the table ${quote(name)} cannot be used as an enum ${because}`;
}

/** Hasura takes a domain for the type that it is made of, one level down. */
function underlying(type: CatalogType): CatalogType {
  return type.base ?? type;
}

function isText(type: CatalogType): boolean {
  return underlying(type).name === "text";
}

function mustBeText(role: string, column: CatalogColumn): string {
  const { name } = underlying(column.type);
  return `the table’s ${role} (${quote(column.name)}) must have type "text", not type ${quote(typeNames[name] ?? name)}`;
}

/** Hasura's names of types where they are not the catalog's. */
const typeNames: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  bool: "boolean",
};

function listed(names: readonly string[]): string {
  return names.toSorted().join(", ");
}

function quote(text: string): string {
  return `"${text}"`;
}
