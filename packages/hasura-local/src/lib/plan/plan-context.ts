import { getNamedType, isNonNullType, isObjectType } from "graphql";
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from "graphql";
import { GraphQLRequestError } from "../errors.ts";
import type { TableModel } from "../model/types.ts";
import type { SelectRule } from "../permissions/types.ts";
import type { SchemaContext } from "../schema/context.ts";
import { Input } from "./input.ts";
import { collectFields, subSelections } from "./selection.ts";
import type { DocumentContext, SelectedField } from "./selection.ts";

/** What every planner needs: the role's schema and rights, and the document with its variables. */
export interface PlanContext {
  schema: GraphQLSchema;
  role: SchemaContext;
  document: DocumentContext;
}

/** A selected field together with what the schema says about it. */
export interface ResolvedField {
  selected: SelectedField;
  definition: GraphQLField<unknown, unknown>;
}

/**
 * The fields of a selection on an object type, each with its definition; `__typename` comes without one.
 *
 * @throws GraphQLRequestError validation-failed for a field that the type (as the role sees it) does not have.
 */
export function resolveFields(
  context: PlanContext,
  field: SelectedField,
  type: GraphQLObjectType,
): (ResolvedField | { selected: SelectedField; definition: null })[] {
  const path = `${field.path}.selectionSet`;
  const sets = subSelections(field);
  if (sets.every((set) => set === undefined)) {
    throw new GraphQLRequestError("validation-failed", `missing selection set for '${field.name}'`, {
      path: field.path,
    });
  }
  return collectFields(sets, type, context.document, path).map((selected) => resolveField(selected, type));
}

export function resolveField(
  selected: SelectedField,
  type: GraphQLObjectType,
): ResolvedField | { selected: SelectedField; definition: null } {
  if (selected.name === "__typename") return { selected, definition: null };
  const definition = type.getFields()[selected.name];
  if (definition === undefined) {
    throw new GraphQLRequestError(
      "validation-failed",
      `field '${selected.name}' not found in type: '${type.name}'`,
      // Hasura names the field, not its alias.
      { path: selected.path },
    );
  }
  if (
    !isObjectType(getNamedType(definition.type)) &&
    selected.nodes.some((node) => node.selectionSet !== undefined)
  ) {
    throw new GraphQLRequestError("validation-failed", `unexpected subselection set for non-object field`, {
      path: selected.path,
    });
  }
  return { selected, definition };
}

/** The object type that a field's selection is about. */
export function objectTypeOf(definition: GraphQLField<unknown, unknown>): GraphQLObjectType {
  const type = getNamedType(definition.type);
  if (!isObjectType(type)) throw new TypeError(`${definition.name} has no object type`);
  return type;
}

/** The arguments of a field by name; absent ones and null ones (unless `keepNull`) are left out. */
export interface FieldArguments {
  get(name: string): Input | undefined;
  /** With explicit nulls. */
  given(name: string): Input | undefined;
  path: string;
}

/** @throws GraphQLRequestError validation-failed for an unknown argument or a required one that is missing. */
export function fieldArguments(
  context: PlanContext,
  { selected, definition }: ResolvedField,
): FieldArguments {
  const [node] = selected.nodes;
  const path = `${selected.path}.args`;
  const inputs = new Map<string, Input>();
  for (const argument of node.arguments ?? []) {
    const name = argument.name.value;
    const known = definition.args.find((entry) => entry.name === name);
    if (known === undefined) {
      throw new GraphQLRequestError(
        "validation-failed",
        `'${selected.name}' has no argument named '${name}'`,
        {
          path: selected.path,
        },
      );
    }
    const input = Input.fromNode(argument.value, known.type, `${path}.${name}`, context.document.variables);
    if (input !== undefined) inputs.set(name, input);
  }
  for (const known of definition.args) {
    if (isNonNullType(known.type) && known.defaultValue === undefined && !inputs.has(known.name)) {
      throw new GraphQLRequestError("validation-failed", `missing required field '${known.name}'`, { path });
    }
  }
  return {
    path,
    given: (name) => inputs.get(name),
    get(name) {
      const input = inputs.get(name);
      return input === undefined || input.isNull ? undefined : input;
    },
  };
}

/** The rule that made a field of this table exist. */
export function selectRule(context: PlanContext, table: TableModel): SelectRule {
  const rule = context.role.select(table);
  if (rule === undefined) throw new TypeError(`The role has no select permission on ${table.key}`);
  return rule;
}
