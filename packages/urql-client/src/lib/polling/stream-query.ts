import { Kind, parse, print } from "@0no-co/graphql.web";
import type { DocumentNode, FieldNode, ObjectValueNode, ValueNode } from "graphql";
import { mainOperation } from "../documents/ast.ts";
import { streamPlan, type StreamPlan } from "../live/stream-document.ts";

/** A streaming subscription as a query that can be asked again and again. */
export interface StreamQuery extends StreamPlan {
  /** The most rows that one answer holds. */
  batchSize: number | undefined;
}

/**
 * `x_stream` is no field of queries, but what comes behind a cursor is: the rows of `x` whose column is greater, in its order.
 *
 * @param text The subscription.
 * @param variables Its variables.
 * @throws {@link GqlError} `GQL_USAGE` when it is no such subscription.
 */
export function toStreamQuery(text: string, variables: Readonly<Record<string, unknown>>): StreamQuery {
  const document = parse(text, { noLocation: true }) as unknown as DocumentNode;
  const plan = streamPlan(document);
  const operation = mainOperation(document);
  const [root] = operation.selectionSet.selections as [FieldNode];
  const argument = (name: string) => root.arguments?.find((each) => each.name.value === name)?.value;
  const size = argument("batch_size");
  const column = cursorColumn(argument("cursor"));
  const where = argument("where");
  const behind = object([field(column, object([field("_gt", variable("cursor"))]))]);
  const query: FieldNode = {
    ...root,
    alias: name(plan.key),
    name: name(root.name.value.replace(/_stream$/, "")),
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: name("where"),
        value: where ? object([field("_and", { kind: Kind.LIST, values: [where, behind] })]) : behind,
      },
      {
        kind: Kind.ARGUMENT,
        name: name("order_by"),
        value: object([field(column, { kind: Kind.ENUM, value: "asc" })]),
      },
      ...(size ? [{ kind: Kind.ARGUMENT, name: name("limit"), value: size }] : []),
    ] as never,
  };
  const asQuery = {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition === operation
        ? {
            ...operation,
            operation: "query",
            selectionSet: { ...operation.selectionSet, selections: [query] },
          }
        : definition,
    ),
  };
  return { ...plan, query: print(asQuery as never), batchSize: sizeOf(size, variables) };
}

function sizeOf(value: unknown, variables: Readonly<Record<string, unknown>>): number | undefined {
  const node = value as { kind: string; value?: string; name?: { value: string } } | undefined;
  const size = node?.kind === Kind.VARIABLE ? variables[node.name!.value] : node?.value;
  return size === undefined ? undefined : Number(size);
}

/** The one column of `initial_value`, which {@link streamPlan} has found there. */
function cursorColumn(value: ValueNode | undefined): string {
  if (value && "values" in value) return cursorColumn(value.values[0]);
  const { fields } = value as ObjectValueNode;
  const initial = fields.find((each) => each.name.value === "initial_value")?.value as ObjectValueNode;
  return initial.fields[0]!.name.value;
}

const name = (value: string) => ({ kind: Kind.NAME as never, value });
const variable = (value: string) => ({ kind: Kind.VARIABLE, name: name(value) });
const object = (fields: object[]) => ({ kind: Kind.OBJECT, fields });
const field = (key: string, value: object) => ({ kind: Kind.OBJECT_FIELD, name: name(key), value });
