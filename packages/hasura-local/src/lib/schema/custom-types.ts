import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  isInputType,
  isOutputType,
  Kind,
  parseType,
} from "graphql";
import type { GraphQLInputType, GraphQLNamedType, GraphQLOutputType, GraphQLType, TypeNode } from "graphql";
import { InconsistentMetadataError } from "../errors.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { namedScalar } from "./scalars.ts";

const builtIn = new Map<string, GraphQLNamedType>(
  [GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString].map((type) => [type.name, type]),
);

/** A type reference of an action or custom type, e.g. `[uuid!]!`, as an output type. */
export function customOutputType(context: SchemaContext, reference: string): GraphQLOutputType {
  const type = fromNode(context, parseType(reference));
  if (!isOutputType(type))
    throw new InconsistentMetadataError([`"${reference}" cannot be the type of a result`]);
  return type;
}

export function customInputType(context: SchemaContext, reference: string): GraphQLInputType {
  const type = fromNode(context, parseType(reference));
  if (!isInputType(type))
    throw new InconsistentMetadataError([`"${reference}" cannot be the type of an argument`]);
  return type;
}

function fromNode(context: SchemaContext, node: TypeNode): GraphQLType {
  switch (node.kind) {
    case Kind.NON_NULL_TYPE:
      return new GraphQLNonNull(fromNode(context, node.type) as Exclude<GraphQLType, GraphQLNonNull<never>>);
    case Kind.LIST_TYPE:
      return new GraphQLList(fromNode(context, node.type));
    case Kind.NAMED_TYPE:
      return namedType(context, node.name.value);
  }
}

function namedType(context: SchemaContext, name: string): GraphQLNamedType {
  const known = builtIn.get(name) ?? context.known(name);
  if (known !== undefined) return known;
  const { customTypes } = context.model;
  const object = customTypes.objects?.find((type) => type.name === name);
  if (object !== undefined) {
    return context.once(
      name,
      () =>
        new GraphQLObjectType({
          name,
          description: object.description ?? null,
          fields: () =>
            sorted(
              object.fields.map((field) => [
                field.name,
                { type: customOutputType(context, field.type), description: field.description ?? null },
              ]),
            ),
        }),
    );
  }
  const input = customTypes.input_objects?.find((type) => type.name === name);
  if (input !== undefined) {
    return context.once(
      name,
      () =>
        new GraphQLInputObjectType({
          name,
          description: input.description ?? null,
          fields: () =>
            sorted(
              input.fields.map((field) => [
                field.name,
                { type: customInputType(context, field.type), description: field.description ?? null },
              ]),
            ),
        }),
    );
  }
  const values = customTypes.enums?.find((type) => type.name === name);
  if (values !== undefined) {
    return context.once(
      name,
      () =>
        new GraphQLEnumType({
          name,
          description: values.description ?? null,
          values: sorted(
            values.values.map((entry) => [
              entry.value,
              {
                description: entry.description ?? null,
                ...(entry.is_deprecated === true && { deprecationReason: "No longer supported" }),
              },
            ]),
          ),
        }),
    );
  }
  const scalar = customTypes.scalars?.find((type) => type.name === name);
  // Database scalars may be named without being declared.
  return namedScalar(context, name, scalar?.description);
}
