import type { Operation } from "@urql/core";
import type { Cache, FieldArgs } from "@urql/exchange-graphcache";
import { fieldArguments, mainOperation, type Variables } from "../documents/ast.ts";
import { queryFacts } from "../documents/query-facts.ts";
import type { ModelIndex, RelatedField } from "../model/lookup.ts";
import type { RelationshipModel } from "../model/types.ts";
import { entityKey, isKeyList, isKnown, knownRows, referringColumns, type Row } from "./rows.ts";

/** A cached field that holds, or counts, rows of a table. */
export interface CachedField {
  /** Key of the entity it belongs to, or the query root. */
  parent: string;
  /** Type of that entity. */
  parentType: string;
  name: string;
  /** Null when it has none: the cache tells that apart from an empty object. */
  args: FieldArgs;
  aggregate: boolean;
  /** Whether the row's foreign key leads to this parent; false after it changed. */
  belongs: boolean;
  /** How the parent leads to its rows, unless it is the root. */
  rel?: RelationshipModel;
}

/** What finding fields needs. */
export interface FieldContext {
  index: ModelIndex;
  /** Queries on screen: a new row has to hold everything they select of it. */
  readonly onScreen: () => Iterable<Operation>;
}

/** An array relationship, or its aggregate, as a query selects it. */
export interface SelectedList {
  name: string;
  args: FieldArgs;
  related: RelatedField;
}

/**
 * Finds the cached fields a row may belong to: lists at the query's root, and array relationships of the rows it refers to, or of
 * rows on screen that list it when its foreign key is not known or has just changed.
 * @param row The row's columns as far as they are known.
 */
export function fieldsFor(
  cache: Cache,
  context: FieldContext,
  table: string,
  key: string,
  row: Readonly<Row>,
): CachedField[] {
  const { index } = context;
  const found: CachedField[] = [];
  const root = index.model.roots.query;
  for (const { fieldName, arguments: args } of cache.inspectFields(root)) {
    const field = index.root(fieldName);
    if (field?.table !== table || (field.kind !== "select" && field.kind !== "selectAggregate")) continue;
    const aggregate = field.kind === "selectAggregate";
    found.push({ parent: root, parentType: root, name: fieldName, args, aggregate, belongs: true });
  }
  for (const { from, name, rel } of index.incoming(table)) {
    const parentModel = index.table(from);
    if (!rel.many || !parentModel) continue;
    const columns = referringColumns(rel.map, (name) => row[name]);
    const owner = entityKey(from, parentModel, columns);
    const parents = new Set(listingParents(cache, context, from, name, key));
    if (owner !== null && isKnown(cache, owner)) parents.add(owner);
    for (const parent of parents) {
      const belongs = owner === parent || (owner === null && !Object.values(columns).includes(null));
      for (const { fieldName, arguments: args } of cache.inspectFields(parent)) {
        const aggregate = fieldName === `${name}_aggregate`;
        if (fieldName !== name && !aggregate) continue;
        found.push({ parent, parentType: from, name: fieldName, args, aggregate, belongs, rel });
      }
    }
  }
  return found;
}

/** @returns The rows whose array relationship, as queries on screen select it, holds a row. */
function listingParents(
  cache: Cache,
  context: FieldContext,
  type: string,
  name: string,
  key: string,
): string[] {
  const lists = selectedLists(context, type).filter((list) => list.name === name);
  if (lists.length === 0) return [];
  return knownRows(cache, type).filter((parent) =>
    lists.some((list) => {
      const rows = cache.resolve(parent, name, list.args);
      return isKeyList(rows) && rows.includes(key);
    }),
  );
}

/** @returns What queries on screen select of a type that holds, or counts, many rows. */
export function selectedLists({ index, onScreen }: FieldContext, type: string): SelectedList[] {
  const found = [];
  for (const operation of onScreen()) {
    for (const field of queryFacts(operation.query as never, index).selected.get(type) ?? []) {
      const name = field.name.value;
      const related = index.related(type, name);
      if (!related?.rel.many) continue;
      const args = withoutNulls(fieldArguments(field, withDefaults(operation)));
      found.push({ name, args, related });
    }
  }
  return found;
}

function withDefaults({ query, variables }: Operation): Variables {
  const found: Record<string, unknown> = { ...(variables as Variables | undefined) };
  for (const { variable, defaultValue } of mainOperation(query as never).variableDefinitions ?? []) {
    const { name } = variable;
    if (found[name.value] === undefined && defaultValue)
      Object.assign(found, fieldArguments({ arguments: [{ name, value: defaultValue }] } as never, {}));
  }
  return found;
}

// The cache leaves arguments that are null out of a field's key.
function withoutNulls(args: Record<string, unknown>): FieldArgs {
  const entries = Object.entries(args).filter(([, value]) => value !== null);
  return entries.length > 0 ? (Object.fromEntries(entries) as FieldArgs) : null;
}
