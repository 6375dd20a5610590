import {
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isScalarType,
  typeFromAST,
  valueFromASTUntyped,
} from "graphql";
import type { GraphQLInputType, GraphQLSchema, VariableDefinitionNode } from "graphql";
import { GraphQLRequestError } from "../errors.ts";

/** A value of a variable that the plan depends on. */
export interface VariableRead {
  name: string;
  path: readonly (string | number)[];
  /** JSON of what was there. */
  value: string;
}

/**
 * The variables of one request. A plan may depend on their *shape* (which keys an object has, what is null) and on
 * values that it asks for by `read`; everything else stays a parameter. Two requests with the same shape and the same
 * reads share a plan.
 */
export class RequestVariables {
  readonly values: Readonly<Record<string, unknown>>;
  readonly types: ReadonlyMap<string, GraphQLInputType>;
  readonly reads: VariableRead[] = [];

  constructor(values: Readonly<Record<string, unknown>>, types: ReadonlyMap<string, GraphQLInputType>) {
    this.values = values;
    this.types = types;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.values, name);
  }

  /** A value that decides the plan. */
  read(name: string, path: readonly (string | number)[]): unknown {
    const value = valueAt(this.values[name], path);
    this.reads.push({ name, path, value: JSON.stringify(value ?? null) });
    return value;
  }

  /** Whether a plan that was made with these reads serves this request too. */
  agreesWith(reads: readonly VariableRead[]): boolean {
    return reads.every(
      (read) => JSON.stringify(valueAt(this.values[read.name], read.path) ?? null) === read.value,
    );
  }

  /** What requests have in common that can share a plan. */
  shape(): string {
    return [...this.types]
      .map(([name, type]) => (this.has(name) ? `${name}:${shapeOf(this.values[name], type)}` : name))
      .join(";");
  }
}

export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of path) {
    // A single value stands for a list of one.
    if (typeof step === "number" && !Array.isArray(at)) continue;
    at = (at as Record<string | number, unknown> | null | undefined)?.[step];
  }
  return at;
}

function shapeOf(value: unknown, type: GraphQLInputType): string {
  if (value === null || value === undefined) return "n";
  if (isNonNullType(type)) return shapeOf(value, type.ofType);
  if (isLeafType(type) || isListOfLeaves(type)) return "s";
  if (isListType(type)) {
    const items = Array.isArray(value) ? value : [value];
    return `[${items.map((item) => shapeOf(item, type.ofType)).join(",")}]`;
  }
  if (isInputObjectType(type) && typeof value === "object") {
    const fields = type.getFields();
    return `{${Object.entries(value)
      .map(([key, entry]) => {
        const field = fields[key];
        return `${key}:${field === undefined ? "?" : shapeOf(entry, field.type)}`;
      })
      .join(",")}}`;
  }
  return "?";
}

function isListOfLeaves(type: GraphQLInputType): boolean {
  if (!isListType(type)) return false;
  const { ofType } = type;
  return isLeafType(isNonNullType(ofType) ? ofType.ofType : ofType);
}

/**
 * Takes the variables that an operation declares.
 *
 * @throws GraphQLRequestError validation-failed for a missing, a null or an unexpected one.
 */
export function requestVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: Readonly<Record<string, unknown>>,
): RequestVariables {
  const values: Record<string, unknown> = {};
  const types = new Map<string, GraphQLInputType>();
  for (const definition of definitions) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
    if (type === undefined || !isInput(type)) {
      throw new GraphQLRequestError(
        "validation-failed",
        `no such type exists in the schema: '${typeName(definition)}'`,
      );
    }
    types.set(name, type);
    if (Object.hasOwn(given, name)) values[name] = given[name];
    else if (definition.defaultValue !== undefined)
      values[name] = valueFromASTUntyped(definition.defaultValue);
    else if (isNonNullType(type)) {
      throw new GraphQLRequestError(
        "validation-failed",
        `expecting a value for non-nullable variable: "${name}"`,
        {
          path: "$.variableValues",
        },
      );
    }
    if (values[name] === null && isNonNullType(type)) {
      throw new GraphQLRequestError(
        "validation-failed",
        `null value found for non-nullable type: "${String(type)}"`,
      );
    }
  }
  const unexpected = Object.keys(given).filter((name) => !types.has(name));
  if (unexpected.length > 0) {
    throw new GraphQLRequestError(
      "validation-failed",
      `unexpected variables in variableValues: ${unexpected.join(", ")}`,
      {
        path: "$.variableValues",
      },
    );
  }
  return new RequestVariables(values, types);
}

function isInput(type: GraphQLInputType): boolean {
  const named = isNonNullType(type) || isListType(type) ? type.ofType : type;
  if (isNonNullType(named) || isListType(named)) return isInput(named as GraphQLInputType);
  return isScalarType(named) || isEnumType(named) || isInputObjectType(named);
}

function typeName(definition: VariableDefinitionNode): string {
  let { type } = definition;
  while ("type" in type) ({ type } = type);
  return type.name.value;
}
