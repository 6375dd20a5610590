import type { GraphQLArgumentConfig } from "graphql";
import { ADMIN_ROLE } from "../session.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { customInputType, customOutputType } from "./custom-types.ts";
import { means } from "./meaning.ts";
import type { RootField } from "./query-root.ts";

/** The actions that the role may call, as fields of one root. */
export function actionFields(context: SchemaContext, type: "query" | "mutation"): RootField[] {
  const { role } = context.permissions;
  const roles = new Set([role, ...(context.model.inheritedRoles.get(role) ?? [])]);
  return context.model.actions
    .filter(
      (action) =>
        (action.definition.type ?? "mutation") === type &&
        action.definition.kind !== "asynchronous" &&
        (role === ADMIN_ROLE || (action.permissions ?? []).some((permission) => roles.has(permission.role))),
    )
    .map((action): RootField => [
      action.name,
      {
        type: customOutputType(context, action.definition.output_type),
        description: action.comment ?? null,
        args: sorted(
          (action.definition.arguments ?? []).map((argument): [string, GraphQLArgumentConfig] => [
            argument.name,
            { type: customInputType(context, argument.type), description: argument.description ?? null },
          ]),
        ),
        ...means({ kind: "action", action }),
      },
    ]);
}
