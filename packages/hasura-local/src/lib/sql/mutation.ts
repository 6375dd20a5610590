import { jsonType } from "../catalog/scalar-types.ts";
import { reachesOtherRows } from "../plan/select-plan.ts";
import type { ResponsePlan } from "../plan/mutation-plan.ts";
import type { Parameter } from "../plan/parameter.ts";
import { literal, parameter, sql } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { identifier } from "./identifier.ts";
import { jsonObject } from "./json.ts";
import type { JsonEntry } from "./json.ts";
import { rowJson, rowsQuery } from "./rows.ts";
import type { SqlContext } from "./sql-context.ts";

const session: Parameter = { kind: "session-object", type: jsonType };

/** Whether the answer needs rows that only a later statement sees: partners as they are after triggers ran. */
export function needsSecondStatement(response: ResponsePlan): boolean {
  if (response.kind === "one") return reachesOtherRows(response.fields);
  return response.fields.some((field) => field.kind === "returning" && reachesOtherRows(field.fields));
}

/**
 * A data-modifying statement and its answer in one: `data` is the JSON text, `count` the number of rows.
 *
 * @param write the INSERT, UPDATE or DELETE, returning rows.
 */
export function writeAndAnswer(context: SqlContext, write: Fragment, response: ResponsePlan): Fragment {
  const list = (fields: Parameters<typeof rowJson>[1]): Fragment => {
    const alias = context.alias();
    const { value } = rowJson(context, fields, alias, identifier(alias));
    return sql`SELECT ${value} AS "v" FROM "~m" AS ${identifier(alias)}`;
  };
  const answer = responseJson(response, list, sql`(SELECT count(*) FROM "~m")`);
  return withSession(write, sql`(${answer})::text`);
}

/** A data-modifying statement that hands its rows on: `rows` is a JSON list of the rows as composite texts. */
export function writeAndKeep(write: Fragment): Fragment {
  return withSession(write, sql`(SELECT coalesce(json_agg("~m"."~row"::text), '[]'::json) FROM "~m")`);
}

/** Writes a row and hands on the texts of some of its columns, for the rows that are inserted along with it. */
export function writeAndExport(write: Fragment, columns: readonly string[]): Fragment {
  const values = columns.map((name, index): JsonEntry => [`c${index}`, sql`"~m".${identifier(name)}::text`]);
  const row = jsonObject([["row", sql`"~m"."~row"::text`], ...values]);
  return withSession(write, sql`(SELECT coalesce(json_agg(${row}), '[]'::json) FROM "~m")`);
}

/**
 * The answer over rows that an earlier statement kept.
 *
 * @param rows the rows as an array of the table's row type.
 * @param count number of rows affected, which for nested inserts is more than the rows given.
 */
export function answerFromRows(
  context: SqlContext,
  response: ResponsePlan,
  rows: Parameter,
  count: Parameter,
): Fragment {
  const list = (fields: Parameters<typeof rowJson>[1]): Fragment =>
    rowsQuery(
      context,
      {
        source: { kind: "given", rows },
        table: response.table,
        join: null,
        where: { kind: "and", terms: [] },
        distinctOn: [],
        orderBy: [],
        limit: null,
        permissionLimit: null,
        offset: null,
        fields,
      },
      null,
    );
  return sql`SELECT (${responseJson(response, list, parameter(count))})::text AS "data"`;
}

function responseJson(
  response: ResponsePlan,
  list: (fields: Parameters<typeof rowJson>[1]) => Fragment,
  count: Fragment,
): Fragment {
  if (response.kind === "one") return sql`${list(response.fields)} LIMIT 1`;
  const entries = response.fields.map((field): JsonEntry => {
    switch (field.kind) {
      case "typename":
        return [field.alias, sql`${literal(field.name)}::text`];
      case "affected-rows":
        return [field.alias, count];
      case "returning":
        return [
          field.alias,
          sql`(SELECT coalesce(json_agg("~r"."v"), '[]'::json) FROM (${list(field.fields)}) AS "~r")`,
        ];
    }
  });
  return sql`SELECT ${jsonObject(entries)}`;
}

/**
 * Sets `hasura.user` before the write begins, where triggers find who asks: CASE evaluates its condition first, and
 * the write starts when its rows are first read.
 */
function withSession(write: Fragment, value: Fragment): Fragment {
  return sql`WITH "~m" AS (${write}) SELECT CASE WHEN set_config('hasura.user', (${parameter(
    session,
  )})::text, true) IS NOT NULL THEN ${value} END AS "data"`;
}
