import { GraphQLList, GraphQLNonNull } from "graphql";
import type { FunctionModel } from "../model/types.ts";
import { ADMIN_ROLE } from "../session.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { functionArguments } from "./function-arguments.ts";
import { means } from "./meaning.ts";
import type { RootField } from "./query-root.ts";
import { selectArguments } from "./select-arguments.ts";
import { aggregateType, rowType } from "./table-types.ts";

/** Tracked functions as fields of one root. */
export function functionFields(context: SchemaContext, root: "query" | "mutation"): RootField[] {
  return context.model.functions
    .filter((entry) => entry.exposedAs === root && mayCall(context, entry))
    .flatMap((entry): RootField[] => {
      const { target } = entry;
      const hidden = new Set(entry.sessionArgument === null ? [] : [entry.sessionArgument]);
      const args = functionArguments(context, entry.function, hidden, `${entry.name}_args`);
      const row = rowType(context, target);
      const many = entry.function.returnsSet;
      const fields: RootField[] = [
        [
          entry.name,
          {
            type: many ? new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(row))) : row,
            description:
              entry.description ??
              `execute ${entry.function.volatility === "volatile" ? "VOLATILE " : ""}function "${entry.function.name}" which returns "${target.table.name}"`,
            args: many ? selectArguments(context, target, args) : sorted(args),
            ...means({ kind: "function", function: entry }),
          },
        ],
      ];
      if (context.select(target)?.aggregations === true) {
        fields.push([
          entry.aggregateName,
          {
            type: new GraphQLNonNull(aggregateType(context, target)),
            description: `execute function "${entry.function.name}" and query aggregates on result of table type "${target.table.name}"`,
            args: selectArguments(context, target, args),
            ...means({ kind: "function-aggregate", function: entry }),
          },
        ]);
      }
      return fields;
    });
}

function mayCall(context: SchemaContext, entry: FunctionModel): boolean {
  if (!context.hasRow(entry.target)) return false;
  const { role } = context.permissions;
  if (role === ADMIN_ROLE) return true;
  const roles = new Set([role, ...(context.model.inheritedRoles.get(role) ?? [])]);
  if ((entry.metadata.permissions ?? []).some((permission) => roles.has(permission.role))) return true;
  return (
    context.inferFunctionPermissions &&
    entry.exposedAs === "query" &&
    entry.function.volatility !== "volatile"
  );
}
