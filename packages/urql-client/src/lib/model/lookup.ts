import { remembered } from "../remembered.ts";
import type { HasuraModel, RelationshipModel, TableFields, TableModel } from "./types.ts";

/** What a root field does. */
export type FieldKind = keyof TableFields;

/** A root field found in the model. */
export interface RootField {
  table: string;
  kind: FieldKind;
}

/** What a field of a table's type is, when it leads to other rows. */
export interface RelatedField {
  /** The relationship's name. */
  name: string;
  rel: RelationshipModel;
  aggregate: boolean;
}

/** A model with the lookups everything else needs. */
export interface ModelIndex {
  model: HasuraModel;
  /** @returns The table a type name stands for. */
  table(name: string): TableModel | undefined;
  /** @returns What a root field does; undefined for actions and other foreign fields. */
  root(field: string): RootField | undefined;
  /** @returns Where a field of a table's type leads; undefined for columns and unknown fields. */
  related(table: string, field: string): RelatedField | undefined;
  /** Relationships that lead to a table, with where they start. */
  incoming(table: string): readonly { from: string; name: string; rel: RelationshipModel }[];
}

const indexes = new WeakMap<HasuraModel, ModelIndex>();

/** @returns The lookups of a model; built once. */
export function indexModel(model: HasuraModel): ModelIndex {
  return remembered(indexes, model, () => build(model));
}

function build(model: HasuraModel): ModelIndex {
  const roots = new Map<string, RootField>();
  const incoming = new Map<string, { from: string; name: string; rel: RelationshipModel }[]>();
  for (const [table, { fields, rels }] of Object.entries(model.tables)) {
    for (const [kind, field] of Object.entries(fields)) roots.set(field, { table, kind: kind as FieldKind });
    for (const [name, rel] of Object.entries(rels)) {
      remembered(incoming, rel.to, () => []).push({ from: table, name, rel });
    }
  }
  return {
    model,
    table: (name) => (Object.hasOwn(model.tables, name) ? model.tables[name] : undefined),
    root: (field) => roots.get(field),
    related(table, field) {
      const rels = model.tables[table]?.rels ?? {};
      const aggregate = !rels[field];
      const name = aggregate ? field.replace(/_aggregate$/, "") : field;
      const rel = rels[name];
      return rel && { name, rel, aggregate };
    },
    incoming: (table) => incoming.get(table) ?? [],
  };
}
