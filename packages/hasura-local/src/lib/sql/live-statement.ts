import type { Parameter } from "../plan/parameter.ts";
import { parameterKey } from "../plan/parameter.ts";
import { quoteLiteral } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { renderText } from "./statement.ts";

/** Where a subscriber's value of a parameter stands in its `result_vars`. */
export type LiveSlot =
  | { kind: "session"; name: string }
  | { kind: "whole-session" }
  | { kind: "query"; name: string }
  | { kind: "synthetic"; index: number }
  | { kind: "cursor"; column: string };

export interface LiveStatement {
  text: string;
  /** Every parameter once, with its place. */
  parameters: readonly { parameter: Parameter; slot: LiveSlot }[];
}

/**
 * Writes a statement for many subscribers at once: one row of `$1::uuid[]`, `$2::json[]` each, its parameters taken
 * from its variables. They are read and cast once per subscriber (OFFSET 0 keeps Postgres from repeating that for
 * every row that is compared with them). The arrays stand in subqueries so that Postgres does not count their elements:
 * it would plan every batch anew for their number, which takes several times as long as running the statement for one.
 *
 * @param columns expressions over the parameters, by the name of the result's column.
 */
export function renderLiveStatement(columns: readonly { name: string; value: Fragment }[]): LiveStatement {
  const numbers = new Map<string, number>();
  const parameters: { parameter: Parameter; slot: LiveSlot }[] = [];
  const queryTypes = new Map<string, string>();
  let synthetic = 0;
  const slotOf = (parameter: Parameter): LiveSlot => {
    switch (parameter.kind) {
      case "session":
        return { kind: "session", name: parameter.name };
      case "session-object":
        return { kind: "whole-session" };
      case "cursor":
        return { kind: "cursor", column: parameter.column };
      case "variable": {
        const { name, path, type } = parameter;
        // A variable that is used with two types is carried twice: its texts may differ.
        const known = queryTypes.get(name);
        if (path.length === 0 && (known === undefined || known === type.sqlName)) {
          queryTypes.set(name, type.sqlName);
          return { kind: "query", name };
        }
        break;
      }
      case "literal":
      case "list":
      case "parent":
        break;
    }
    synthetic += 1;
    return { kind: "synthetic", index: synthetic - 1 };
  };
  const write = (parameter: Parameter): string => {
    const key = parameterKey(parameter);
    let number = key === null ? undefined : numbers.get(key);
    if (number === undefined) {
      number = parameters.push({ parameter, slot: slotOf(parameter) }) - 1;
      if (key !== null) numbers.set(key, number);
    }
    return `"_subs"."p${number}"`;
  };
  const selected = columns.map(({ name, value }) => `, ${renderText(value, write)} AS "${name}"`).join("");
  const values = parameters
    .map(
      ({ parameter, slot }, index) =>
        `, ("result_vars" #>> ${slotPath(slot)})::${parameter.type.sqlName} AS "p${index}"`,
    )
    .join("");
  const text =
    `SELECT "_subs"."result_id"${selected} FROM (SELECT "result_id"${values} ` +
    `FROM unnest((SELECT $1::uuid[]), (SELECT $2::json[])) AS "_in"("result_id", "result_vars") OFFSET 0) AS "_subs"`;
  return { text, parameters };
}

function slotPath(slot: LiveSlot): string {
  const steps =
    slot.kind === "session"
      ? ["session", slot.name]
      : slot.kind === "whole-session"
        ? ["session"]
        : slot.kind === "query"
          ? ["query", slot.name]
          : slot.kind === "cursor"
            ? ["cursor", slot.column]
            : ["synthetic", String(slot.index)];
  return `ARRAY[${steps.map(quoteLiteral).join(", ")}]`;
}
