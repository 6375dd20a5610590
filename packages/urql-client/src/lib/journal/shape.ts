import type { DocumentNode, FieldNode } from "graphql";
import { flattenFields, fragmentsOf, mainOperation, responseKey } from "../documents/ast.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type { RelationshipModel } from "../model/types.ts";
import { remembered } from "../remembered.ts";

/** A field of a query that leads to rows of a table, or counts them. */
export interface Shape {
  field: FieldNode;
  table: string;
  isAggregate: boolean;
  /** How its rows belong to the row that holds it; undefined at the query's root. */
  rel: RelationshipModel | undefined;
  /** By response key: what leads further. */
  inner: ReadonlyMap<string, Shape>;
  /** By response key: columns under another name. */
  aliases: ReadonlyMap<string, string>;
  /** Columns under their own name. */
  columns: ReadonlySet<string>;
}

const shapes = new WeakMap<DocumentNode, ReadonlyMap<string, Shape>>();

/** @returns The root fields of a query by response key, worked out once per document; without those the model does not know. */
export function shapesOf(document: DocumentNode, index: ModelIndex): ReadonlyMap<string, Shape> {
  return remembered(shapes, document, () => readShapes(document, index));
}

function readShapes(document: DocumentNode, index: ModelIndex): ReadonlyMap<string, Shape> {
  const fragments = fragmentsOf(document);
  const fieldsIn = (fields: readonly FieldNode[]): Map<string, FieldNode[]> => {
    const byKey = new Map<string, FieldNode[]>();
    for (const { selectionSet } of fields) {
      for (const { field } of flattenFields(selectionSet, fragments)) {
        const key = responseKey(field);
        byKey.set(key, [...(byKey.get(key) ?? []), field]);
      }
    }
    return byKey;
  };

  function enter(
    fields: readonly FieldNode[],
    table: string,
    isAggregate: boolean,
    rel?: RelationshipModel,
  ): Shape {
    const inner = new Map<string, Shape>();
    const aliases = new Map<string, string>();
    const columns = new Set<string>();
    for (const [key, each] of fieldsIn(fields)) {
      const name = each[0]!.name.value;
      if (isAggregate) {
        if (name === "nodes") inner.set(key, enter(each, table, false, rel));
        continue;
      }
      const related = index.related(table, name);
      if (related) inner.set(key, enter(each, related.rel.to, related.aggregate, related.rel));
      else if (key !== name) aliases.set(key, name);
      else columns.add(name);
    }
    return { field: fields[0]!, table, isAggregate, rel, inner, aliases, columns };
  }

  const found = new Map<string, Shape>();
  for (const [key, fields] of fieldsIn([mainOperation(document) as never])) {
    const root = index.root(fields[0]!.name.value);
    if (root) found.set(key, enter(fields, root.table, root.kind === "selectAggregate"));
  }
  return found;
}

/** Whether a test holds for a field, or for one within it. */
export function someShape(shape: Shape, test: (shape: Shape) => boolean): boolean {
  return test(shape) || [...shape.inner.values()].some((inner) => someShape(inner, test));
}
