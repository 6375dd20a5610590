import { Kind } from "@0no-co/graphql.web";
import type { TypedDocumentNode } from "@urql/core";
import type { Cache } from "@urql/exchange-graphcache";
import { remembered } from "../remembered.ts";
import type { CachedField } from "./lists.ts";
import type { Row } from "./rows.ts";

const fragments = new Map<string, TypedDocumentNode>();

const name = (value: string): object => ({ kind: Kind.NAME, value });
const field = (value: string, selections?: readonly object[], args?: readonly string[]): object => ({
  kind: Kind.FIELD,
  name: name(value),
  arguments: args?.map((each) => ({
    kind: Kind.ARGUMENT,
    name: name(each),
    value: { kind: Kind.VARIABLE, name: name(each) },
  })),
  selectionSet: selections && { kind: Kind.SELECTION_SET, selections },
});

// graphcache writes rows only through fragments: one per type and set of fields, built instead of parsed.
function fragment(type: string, id: string, selections: () => readonly object[]): TypedDocumentNode {
  const make = (): object => ({
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.FRAGMENT_DEFINITION,
        name: name("Row"),
        typeCondition: { kind: Kind.NAMED_TYPE, name: name(type) },
        selectionSet: { kind: Kind.SELECTION_SET, selections: selections() },
      },
    ],
  });
  return remembered(fragments, `${type} ${id}`, make as () => TypedDocumentNode);
}

/** Writes columns of a row that has its primary key among them. */
export function writeColumns(cache: Cache, table: string, row: Readonly<Row>): void {
  const columns = Object.keys(row).sort();
  if (columns.length === 0) return;
  const document = fragment(table, columns.join(), () => columns.map((column) => field(column)));
  cache.writeFragment(document, { __typename: table, ...row });
}

/** Writes the count of a cached aggregate. */
export function writeCount(
  cache: Cache,
  aggregate: CachedField,
  table: string,
  parent: Readonly<Row>,
  count: number,
): void {
  const args = Object.keys(aggregate.args ?? {}).sort();
  const document = fragment(aggregate.parentType, `${aggregate.name}(${args.join()})`, () => [
    field(
      aggregate.name,
      [field("aggregate", [field("count"), field("__typename")]), field("__typename")],
      args,
    ),
  ]);
  const value = {
    __typename: `${table}_aggregate`,
    aggregate: { __typename: `${table}_aggregate_fields`, count },
  };
  cache.writeFragment(
    document,
    { __typename: aggregate.parentType, ...parent, [aggregate.name]: value },
    aggregate.args ?? {},
  );
}
