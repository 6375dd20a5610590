import { getNamedType, isListType, isNonNullType, isObjectType } from "graphql";
import type { GraphQLOutputType } from "graphql";
import { GraphQLRequestError } from "../errors.ts";
import { checkInputValue } from "../plan/check-leaf.ts";
import { resolveJson } from "../plan/json-source.ts";
import type { ActionPlan, ActionSelection } from "../plan/operation-plan.ts";
import type { Session } from "../session.ts";
import type { ActionRunner, RunContext } from "./operation.ts";

/** Calls an action's handler and shapes its answer to the selection. @returns JSON text. */
export async function runAction(
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
  return JSON.stringify(shape(answer, plan.type, plan.selection));
}

/** Checks the answer against the action's output type as Hasura does, and takes what was asked for. */
function shape(value: unknown, type: GraphQLOutputType, selection: ActionSelection | null): unknown {
  if (isNonNullType(type)) {
    if (value === null || value === undefined) throw unexpected("got null for the action webhook response");
    return shape(value, type.ofType, selection);
  }
  if (value === null || value === undefined) return null;
  const { name } = getNamedType(type);
  if (isListType(type)) {
    if (!Array.isArray(value)) throw unexpected("expecting array for the action webhook response");
    const { ofType } = type;
    return value.map((item) => shape(item, ofType, selection));
  }
  if (!isObjectType(type)) {
    if (Array.isArray(value) && isBuiltIn(name)) {
      throw unexpected(`got array for the action webhook response, expecting ${name}`);
    }
    if (typeof value === "object" && isBuiltIn(name)) {
      throw unexpected(`got object for the action webhook response, expecting ${name}`);
    }
    return value;
  }
  if (Array.isArray(value)) throw unexpected(`got array for the action webhook response, expecting ${name}`);
  if (typeof value !== "object") {
    throw unexpected(`got scalar ${jsonKind(value)} for the action webhook response, expecting ${name}`);
  }
  return shapeObject(value as Record<string, unknown>, selection ?? { fields: [] });
}

function shapeObject(value: Record<string, unknown>, selection: ActionSelection): Record<string, unknown> {
  return Object.fromEntries(
    selection.fields.map((field): [string, unknown] => {
      if (field.kind === "typename") return [field.alias, field.name];
      const present = Object.hasOwn(value, field.name);
      if (isNonNullType(field.type)) {
        if (!present) throw unexpected(`field "${field.name}" expected in webhook response, but not found`);
        if (value[field.name] === null)
          throw unexpected(`expecting not null value for field "${field.name}"`);
      }
      return [field.alias, shape(value[field.name], field.type, field.selection)];
    }),
  );
}

function isBuiltIn(name: string): boolean {
  return ["String", "Int", "Float", "Boolean", "ID"].includes(name);
}

function jsonKind(value: unknown): string {
  return typeof value === "string" ? "String" : typeof value === "number" ? "Number" : "Boolean";
}

function unexpected(message: string): GraphQLRequestError {
  return new GraphQLRequestError("unexpected", message);
}
