import { getNamedType, isObjectType, Kind, valueFromASTUntyped } from "graphql";
import type { ValueNode } from "graphql";
import type { ActionMetadata } from "../metadata/types.ts";
import type { JsonSource } from "./json-source.ts";
import type { ActionFieldSelection, ActionPlan, ActionSelection } from "./operation-plan.ts";
import { fieldArguments, objectTypeOf, resolveFields } from "./plan-context.ts";
import type { PlanContext, ResolvedField } from "./plan-context.ts";

/** A field that an action's handler answers. */
export function planAction(context: PlanContext, field: ResolvedField, action: ActionMetadata): ActionPlan {
  const args = fieldArguments(context, field);
  const [node] = field.selected.nodes;
  return {
    action,
    input: field.definition.args.flatMap((definition) => {
      const given = args.given(definition.name);
      const argument = node.arguments?.find((entry) => entry.name.value === definition.name);
      if (given === undefined || argument === undefined) return [];
      return [
        {
          name: definition.name,
          value: jsonSource(argument.value),
          type: definition.type,
          path: given.path,
        },
      ];
    }),
    type: field.definition.type,
    selection: isObjectType(getNamedType(field.definition.type)) ? planSelection(context, field) : null,
    path: field.selected.path,
  };
}

function planSelection(context: PlanContext, field: ResolvedField): ActionSelection {
  const type = objectTypeOf(field.definition);
  return {
    fields: resolveFields(context, field.selected, type).map((entry): ActionFieldSelection => {
      const { alias, name } = entry.selected;
      if (entry.definition === null) return { alias, kind: "typename", name: type.name };
      const nested = isObjectType(getNamedType(entry.definition.type));
      return {
        alias,
        kind: "field",
        name,
        type: entry.definition.type,
        selection: nested ? planSelection(context, entry) : null,
      };
    }),
  };
}

function jsonSource(node: ValueNode): JsonSource {
  switch (node.kind) {
    case Kind.VARIABLE:
      return { kind: "variable", name: node.name.value };
    case Kind.LIST:
      return { kind: "list", items: node.values.map(jsonSource) };
    case Kind.OBJECT:
      return {
        kind: "object",
        fields: node.fields.map((field) => ({ name: field.name.value, value: jsonSource(field.value) })),
      };
    default:
      return { kind: "constant", value: valueFromASTUntyped(node) };
  }
}
