import { GraphQLInputObjectType, GraphQLNonNull } from "graphql";
import type { GraphQLArgumentConfig, GraphQLInputFieldConfig } from "graphql";
import type { CatalogFunction } from "../catalog/types.ts";
import type { SchemaContext } from "./context.ts";
import { means } from "./meaning.ts";
import { valueType } from "./scalars.ts";

type Entry = readonly [string, GraphQLArgumentConfig];

/**
 * The `args` argument of a function: one input object over its arguments, without those the server fills itself.
 *
 * @param hidden positions that the server fills: the row, the session.
 */
export function functionArguments(
  context: SchemaContext,
  called: CatalogFunction,
  hidden: ReadonlySet<number>,
  typeName: string,
): Entry[] {
  const shown = called.arguments
    .map((argument, position) => ({ ...argument, position }))
    .filter(({ position }) => !hidden.has(position));
  if (shown.length === 0) return [];
  const firstDefault = called.arguments.length - called.defaults;
  const type = context.once(
    typeName,
    () =>
      new GraphQLInputObjectType({
        name: typeName,
        fields: () =>
          Object.fromEntries(
            shown.map(({ name, type: argumentType, position }): [string, GraphQLInputFieldConfig] => [
              argumentName(name, position),
              {
                type: valueType(context, argumentType),
                ...means({ kind: "function-argument", position, name, type: argumentType }),
              },
            ]),
          ),
      }),
  );
  const required = shown.some(({ position }) => position < firstDefault);
  return [
    [
      "args",
      {
        type: required ? new GraphQLNonNull(type) : type,
        description: `input parameters for function "${called.name}"`,
      },
    ],
  ];
}

/** Unnamed arguments are called by their place, counted from one. */
function argumentName(name: string, position: number): string {
  return name === "" ? `arg_${position + 1}` : name;
}
