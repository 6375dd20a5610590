import { Kind } from "@0no-co/graphql.web";
import type { DocumentNode, FieldNode, FragmentDefinitionNode, ValueNode } from "graphql";
import type { ModelIndex } from "../model/lookup.ts";
import { remembered } from "../remembered.ts";
import { flattenFields, fragmentsOf, mainOperation } from "./ast.ts";

/** What a query reads, as far as the model knows. */
export interface QueryFacts {
  /** Tables whose rows, or number of rows, are part of the answer or decide it. */
  tables: ReadonlySet<string>;
  /** Tables of which the answer holds an aggregate. */
  aggregated: ReadonlySet<string>;
  /** The fields selected on each table's type, anywhere in the query. */
  selected: ReadonlyMap<string, readonly FieldNode[]>;
}

const known = new WeakMap<DocumentNode, QueryFacts>();

/** @returns What a query document reads; worked out once per document. */
export function queryFacts(document: DocumentNode, index: ModelIndex): QueryFacts {
  return remembered(known, document, () => collect(document, index));
}

function collect(document: DocumentNode, index: ModelIndex): QueryFacts {
  const tables = new Set<string>();
  const aggregated = new Set<string>();
  const selected = new Map<string, FieldNode[]>();
  const fragments = fragmentsOf(document);

  for (const { field } of flattenFields(mainOperation(document).selectionSet, fragments)) {
    const root = index.root(field.name.value);
    if (root) enter(field, root.table, root.kind === "selectAggregate");
  }
  return { tables, aggregated, selected };

  function enter(field: FieldNode, table: string, aggregate: boolean): void {
    tables.add(table);
    addFilterTables(field, table, index, tables);
    if (aggregate) {
      aggregated.add(table);
      for (const { field: inner } of flattenFields(field.selectionSet, fragments)) {
        if (inner.name.value === "nodes") visit(inner, table);
      }
    } else {
      visit(field, table);
    }
  }

  function visit(field: FieldNode, table: string): void {
    const list = remembered(selected, table, () => []);
    for (const { field: inner } of flattenFields(field.selectionSet, fragments)) {
      list.push(inner);
      const related = index.related(table, inner.name.value);
      if (related) enter(inner, related.rel.to, related.aggregate);
    }
  }
}

// A list can depend on tables that only its filter or order mentions.
function addFilterTables(field: FieldNode, table: string, index: ModelIndex, tables: Set<string>): void {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value === "where" || argument.name.value === "order_by") walk(argument.value, table);
  }
  function walk(value: ValueNode, at: string): void {
    if ("values" in value) for (const inner of value.values) walk(inner, at);
    if (!("fields" in value)) return;
    for (const entry of value.fields) {
      const to = index.related(at, entry.name.value)?.rel.to;
      if (to) tables.add(to);
      walk(entry.value, to ?? at);
    }
  }
}

/** @returns The fragments of a document that a selection reaches, directly or through others. */
export function reachableFragments(
  roots: readonly FieldNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const reached = new Set<FragmentDefinitionNode>();
  const walk = (node: { selectionSet?: FieldNode["selectionSet"] }): void => {
    for (const inner of node.selectionSet?.selections ?? []) {
      const fragment = inner.kind === Kind.FRAGMENT_SPREAD && fragments.get(inner.name.value);
      if (!fragment) walk(inner as FieldNode);
      else if (!reached.has(fragment)) {
        reached.add(fragment);
        walk(fragment);
      }
    }
  };
  for (const root of roots) walk(root);
  return [...reached];
}
