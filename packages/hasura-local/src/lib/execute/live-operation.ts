import type { ReadPlan } from "../plan/operation-plan.ts";
import { join, literal, sql } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { renderLiveStatement } from "../sql/live-statement.ts";
import type { LiveStatement } from "../sql/live-statement.ts";
import { readText } from "../sql/read.ts";
import { SqlContext } from "../sql/sql-context.ts";
import { streamCursor } from "../sql/stream.ts";
import type { TableRead } from "../sql/table-reads.ts";
import { bindParameter } from "./bind-parameters.ts";
import type { Bindings } from "./bind-parameters.ts";
import { liveDependency } from "./live-dependency.ts";
import type { LiveOperation, Queryable } from "./operation.ts";
import { fromPostgres } from "./postgres-errors.ts";

/** A subscription's statement for any number of subscribers. */
export interface CompiledLive {
  statement: LiveStatement;
  reads: readonly TableRead[];
  timeDependent: boolean;
  stream: Extract<ReadPlan, { kind: "stream" }>["stream"] | null;
}

/** One root field of a subscription: something read, or a constant such as `__typename`. */
export interface LiveField {
  alias: string;
  value: { kind: "read"; read: ReadPlan } | { kind: "constant"; json: string };
}

export function compileLive(fields: readonly LiveField[], stringifyNumericTypes: boolean): CompiledLive {
  const context = new SqlContext(stringifyNumericTypes);
  const entries = fields.map(({ alias, value }, index): Fragment => {
    const key = `${index === 0 ? "" : ","}${JSON.stringify(alias)}:`;
    return value.kind === "constant"
      ? literal(key + value.json)
      : sql`${literal(key)} || ${readText(context, value.read)}`;
  });
  const result = sql`'{' || ${join(entries, " || ")} || '}'`;
  const stream = fields
    .map(({ value }) => (value.kind === "read" && value.read.kind === "stream" ? value.read.stream : null))
    .find((plan) => plan !== null);
  const columns = [{ name: "result", value: result }];
  if (stream != null) columns.push({ name: "cursor", value: sql`(${streamCursor(context, stream)})::text` });
  return {
    statement: renderLiveStatement(columns),
    reads: context.reads,
    timeDependent: context.timeDependent,
    stream: stream ?? null,
  };
}

/**
 * One subscriber's share of a compiled subscription.
 *
 * @throws GraphQLRequestError for a missing session variable or a variable of the wrong kind.
 */
export function liveOperation(compiled: CompiledLive, role: string, bindings: Bindings): LiveOperation {
  const { statement } = compiled;
  const session: Record<string, string> = {};
  const query: Record<string, string | null> = {};
  const synthetic: (string | null)[] = [];
  const casts: { text: string | null; type: string }[] = [];
  for (const { parameter, slot } of statement.parameters) {
    if (slot.kind === "cursor") continue;
    if (slot.kind === "whole-session") {
      Object.assign(session, bindings.session.variables);
      continue;
    }
    const text = bindParameter(parameter, bindings);
    if (slot.kind === "session") session[slot.name] = text ?? "";
    else if (slot.kind === "query") query[slot.name] = text;
    else synthetic[slot.index] = text;
    if (parameter.type.name !== "text") casts.push({ text, type: parameter.type.sqlName });
  }
  const { stream } = compiled;
  const cursor =
    stream === null
      ? undefined
      : { [stream.column.name]: stream.initial === null ? null : bindParameter(stream.initial, bindings) };
  return {
    key: `${role}\n${statement.text}`,
    sql: statement.text,
    variables: { session, query, synthetic, ...(cursor !== undefined && { cursor }) },
    dependencies: compiled.reads.map((read) => liveDependency(read, bindings)),
    timeDependent: compiled.timeDependent,
    async validate(client: Queryable) {
      if (casts.length === 0) return;
      const text = `SELECT ${casts.map(({ type }, index) => `($${index + 1})::${type}`).join(", ")}`;
      try {
        await client.query(
          text,
          casts.map((cast) => cast.text),
        );
      } catch (error) {
        throw fromPostgres(error);
      }
    },
  };
}
