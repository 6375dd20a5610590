import { isListType, isNonNullType, isObjectType } from "graphql";
import type { GraphQLOutputType } from "graphql";
import { checkInputValue } from "../plan/check-leaf.ts";
import { resolveJson } from "../plan/json-source.ts";
import type { ActionPlan, ActionSelection } from "../plan/operation-plan.ts";
import type { Session } from "../session.ts";
import type { ActionRunner, RunContext } from "./operation.ts";

/**
 * Calls an action's handler and takes what was selected from its answer. Whether the answer fits the action's type is
 * the runner's to check: it can tell administrators what was asked and answered.
 *
 * @returns JSON text.
 * @throws GraphQLRequestError for arguments of the wrong kind, and whatever the runner throws.
 */
export async function answerAction(
  plan: ActionPlan,
  runner: ActionRunner,
  request: {
    session: Session;
    variables: Readonly<Record<string, unknown>>;
    query: string;
    context: RunContext;
  },
): Promise<string> {
  const input: Record<string, unknown> = {};
  for (const { name, value, type, path } of plan.input) {
    const resolved = resolveJson(value, request.variables);
    if (resolved === undefined) continue;
    checkInputValue(resolved, type, path);
    input[name] = resolved;
  }
  const answer = await runner({
    action: plan.action,
    input,
    session: request.session,
    requestQuery: request.query,
    requestHeaders: request.context.requestHeaders,
  });
  return JSON.stringify(select(answer, plan.type, plan.selection));
}

function select(value: unknown, type: GraphQLOutputType, selection: ActionSelection | null): unknown {
  if (value === null || value === undefined) return null;
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner) && Array.isArray(value))
    return value.map((item) => select(item, inner.ofType, selection));
  if (!isObjectType(inner) || selection === null || typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  return Object.fromEntries(
    selection.fields.map((field): [string, unknown] =>
      field.kind === "typename"
        ? [field.alias, field.name]
        : [field.alias, select(object[field.name], field.type, field.selection)],
    ),
  );
}
