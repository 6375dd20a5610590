import type { GraphQLEnumType, GraphQLInputObjectType, GraphQLNamedType, GraphQLObjectType } from "graphql";
import type { ColumnModel, Model, TableModel } from "../model/types.ts";
import type { RolePermissions, SelectRule, TablePermissions } from "../permissions/types.ts";

/** What every part of a role's schema is built from: the model, the role's rights, and the types built so far. */
export class SchemaContext {
  readonly model: Model;
  readonly permissions: RolePermissions;
  /** Whether fields for trusted backends exist. */
  readonly backendOnly: boolean;
  /** Functions that a role may call because it may select from their table. */
  readonly inferFunctionPermissions: boolean;
  readonly #types = new Map<string, GraphQLNamedType>();

  constructor(
    model: Model,
    permissions: RolePermissions,
    backendOnly: boolean,
    inferFunctionPermissions = true,
  ) {
    this.model = model;
    this.permissions = permissions;
    this.backendOnly = backendOnly;
    this.inferFunctionPermissions = inferFunctionPermissions;
  }

  /** The type of this name, made once. Fields are thunks, so that types may refer to each other. */
  once<T extends GraphQLObjectType | GraphQLInputObjectType | GraphQLEnumType | GraphQLNamedType>(
    name: string,
    make: () => T,
  ): T {
    const known = this.#types.get(name);
    if (known !== undefined) return known as T;
    const type = make();
    this.#types.set(name, type);
    return type;
  }

  known(name: string): GraphQLNamedType | undefined {
    return this.#types.get(name);
  }

  select(table: TableModel): SelectRule | undefined {
    return this.permissions.of(table).select;
  }

  insert(table: TableModel): TablePermissions["insert"] {
    const rule = this.permissions.of(table).insert;
    return rule !== undefined && table.table.insertable && (!rule.backendOnly || this.backendOnly)
      ? rule
      : undefined;
  }

  update(table: TableModel): TablePermissions["update"] {
    const rule = this.permissions.of(table).update;
    return rule !== undefined && table.table.updatable && (!rule.backendOnly || this.backendOnly)
      ? rule
      : undefined;
  }

  delete(table: TableModel): TablePermissions["delete"] {
    const rule = this.permissions.of(table).delete;
    return rule !== undefined && table.table.deletable && (!rule.backendOnly || this.backendOnly)
      ? rule
      : undefined;
  }

  /** The columns of a table that the role can read. */
  columns(table: TableModel): ColumnModel[] {
    const rule = this.select(table);
    return rule === undefined ? [] : table.columns.filter((column) => rule.columns.has(column));
  }

  /** Whether a row has any field for the role: a permission without columns counts rows but shows none. */
  hasRow(table: TableModel): boolean {
    const rule = this.select(table);
    if (rule === undefined) return false;
    if (this.columns(table).length > 0 || rule.computedFields.size > 0) return true;
    return [...table.relationships.values()].some(({ target }) => this.columns(target).length > 0);
  }

  /** The key columns, if the table has a key and the role can read all of it. */
  readableKey(table: TableModel): readonly ColumnModel[] | null {
    const rule = this.select(table);
    const { primaryKey } = table;
    if (rule === undefined || primaryKey.length === 0) return null;
    if (primaryKey.length !== table.table.primaryKey?.columns.length) return null;
    return primaryKey.every((column) => rule.columns.has(column)) ? primaryKey : null;
  }
}

/** Hasura's introspection lists everything by name, in byte order. */
export function sorted<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
