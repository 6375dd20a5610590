import { Kind } from "@0no-co/graphql.web";
import { stringifyDocument } from "@urql/core";
import type { DocumentNode, FieldNode, ValueNode } from "graphql";
import { flattenFields, fragmentsOf, mainOperation, responseKey } from "../documents/ast.ts";
import { GqlError } from "../error.ts";
import { remembered } from "../remembered.ts";

/** A streaming subscription, as far as it has to be understood for resuming it. */
export interface StreamPlan {
  query: string;
  operationName: string | undefined;
  /** Where the rows stand in the answer. */
  key: string;
  /** Where the cursor column stands in a row. */
  cursorKey: string;
}

const plans = new WeakMap<DocumentNode, StreamPlan>();

/**
 * Reads a document with one `x_stream` root field whose cursor starts at `$cursor`
 * (https://hasura.io/docs/2.0/subscriptions/postgres/streaming/index/).
 * @returns What resuming it takes; worked out once per document.
 * @throws {@link GqlError} `GQL_USAGE`, saying how the document has to look.
 */
export function streamPlan(document: DocumentNode): StreamPlan {
  return remembered(plans, document, () => read(document));
}

function read(document: DocumentNode): StreamPlan {
  const operation = mainOperation(document);
  const fragments = fragmentsOf(document);
  const roots = flattenFields(operation.selectionSet, fragments).map(({ field }) => field);
  const [root] = roots;
  if (operation.operation !== "subscription" || roots.length !== 1 || !root?.name.value.endsWith("_stream")) {
    throw usage("it has to be a subscription with one field, `x_stream`");
  }
  const column = cursorColumn(root);
  if (!column) {
    throw usage("its cursor has to be `{ initial_value: { column: $cursor } }`, ascending");
  }
  const selected = flattenFields(root.selectionSet, fragments).find(
    ({ field }) => field.name.value === column,
  );
  if (!selected) throw usage(`the cursor column \`${column}\` has to be selected`);
  return {
    query: stringifyDocument(document as never),
    operationName: operation.name?.value,
    key: responseKey(root),
    cursorKey: responseKey(selected.field),
  };
}

function cursorColumn(root: FieldNode): string | undefined {
  const argument = root.arguments?.find(({ name }) => name.value === "cursor")?.value;
  // A list of one is written with or without its brackets (GraphQL, 3.11 List, Input Coercion).
  const cursor =
    argument && "values" in argument && argument.values.length === 1 ? argument.values[0] : argument;
  const ordering = entry(cursor, "ordering");
  if (ordering && !("value" in ordering && ordering.value === "ASC")) return undefined;
  const initial = entry(cursor, "initial_value");
  if (!initial || !("fields" in initial) || initial.fields.length !== 1) return undefined;
  const [column] = initial.fields;
  const value = column?.value as { kind: string; name?: { value: string } } | undefined;
  return value?.kind === Kind.VARIABLE && value.name?.value === "cursor" ? column?.name.value : undefined;
}

function entry(value: ValueNode | undefined, name: string): ValueNode | undefined {
  const fields = value && "fields" in value ? value.fields : [];
  return fields.find((field) => field.name.value === name)?.value;
}

function usage(what: string): GqlError {
  return new GqlError({ kind: "usage", message: `This document can't be resumed as a stream: ${what}.` });
}
