import { InconsistentMetadataError } from "../errors.ts";
import type { PermissionMetadata, SelectPermission } from "../metadata/types.ts";
import type { ColumnModel, Model, TableModel } from "../model/types.ts";
import { always } from "../plan/boolean-expression.ts";
import { ADMIN_ROLE } from "../session.ts";
import { enumConstantProblem } from "./enum-constant.ts";
import { inheritedPermissions } from "./inherited-role.ts";
import { parseMetadataFilter } from "./metadata-filter.ts";
import { metadataValue } from "./metadata-value.ts";
import type { Preset, RolePermissions, SelectRule, TablePermissions } from "./types.ts";

/**
 * The permissions of a role, parsed when a table is first asked for.
 *
 * @throws InconsistentMetadataError (from `of`) for a permission that names what does not exist.
 */
export function rolePermissions(model: Model, role: string): RolePermissions {
  const cache = new Map<TableModel, TablePermissions>();
  const parents = model.inheritedRoles.get(role);
  const compute = (table: TableModel): TablePermissions => {
    if (role === ADMIN_ROLE) return adminPermissions(table);
    const own = ownPermissions(model, table, role);
    if (parents === undefined) return own;
    return inheritedPermissions(
      own,
      parents.map((parent) => rolePermissions(model, parent).of(table)),
    );
  };
  return {
    role,
    of(table) {
      let permissions = cache.get(table);
      if (permissions === undefined) {
        permissions = compute(table);
        cache.set(table, permissions);
      }
      return permissions;
    },
  };
}

function adminPermissions(table: TableModel): TablePermissions {
  const columns = new Set(table.columns);
  return {
    select: {
      columns: new Map(table.columns.map((column) => [column, null])),
      computedFields: new Map([...table.computedFields.keys()].map((name) => [name, null])),
      filter: always,
      limit: null,
      aggregations: true,
      queryRootFields: null,
      subscriptionRootFields: null,
    },
    insert: { columns, presets: [], check: always, backendOnly: false },
    update: { columns, presets: [], filter: always, check: always, backendOnly: false },
    delete: { filter: always, backendOnly: false },
  };
}

function ownPermissions(model: Model, table: TableModel, role: string): TablePermissions {
  const find = <T>(list: readonly PermissionMetadata<T>[] | undefined): T | undefined =>
    list?.find((entry) => entry.role === role)?.permission;
  const { metadata } = table;
  const select = find(metadata.select_permissions);
  const insert = find(metadata.insert_permissions);
  const update = find(metadata.update_permissions);
  const remove = find(metadata.delete_permissions);
  const where = (kind: string): string => `${kind} permission of the role "${role}" on ${table.key}`;
  const filter = (value: unknown, kind: string) => parseMetadataFilter(value, table, model, where(kind));
  return {
    ...(select !== undefined && {
      select: selectRule(table, select, filter(select.filter, "select"), where("select")),
    }),
    ...(insert !== undefined && {
      insert: {
        columns: columnSet(table, insert.columns ?? "*", where("insert")),
        presets: presets(table, insert.set, where("insert")),
        check: filter(insert.check, "insert"),
        backendOnly: insert.backend_only ?? false,
      },
    }),
    ...(update !== undefined && {
      update: {
        columns: columnSet(table, update.columns, where("update")),
        presets: presets(table, update.set, where("update")),
        filter: filter(update.filter, "update"),
        check: filter(update.check, "update"),
        backendOnly: update.backend_only ?? false,
      },
    }),
    ...(remove !== undefined && {
      delete: { filter: filter(remove.filter, "delete"), backendOnly: remove.backend_only ?? false },
    }),
  };
}

function selectRule(
  table: TableModel,
  permission: SelectPermission,
  filter: SelectRule["filter"],
  where: string,
): SelectRule {
  const rootFields = (names: readonly string[] | null | undefined): ReadonlySet<string> | null =>
    names == null ? null : new Set(names);
  return {
    columns: new Map([...columnSet(table, permission.columns, where)].map((column) => [column, null])),
    computedFields: new Map((permission.computed_fields ?? []).map((name) => [name, null])),
    filter,
    limit: permission.limit ?? null,
    aggregations: permission.allow_aggregations ?? false,
    queryRootFields: rootFields(permission.query_root_fields),
    subscriptionRootFields: rootFields(permission.subscription_root_fields),
  };
}

function columnSet(table: TableModel, names: readonly string[] | "*", where: string): Set<ColumnModel> {
  if (names === "*") return new Set(table.columns);
  return new Set(names.map((name) => requireColumn(table, name, where)));
}

function presets(table: TableModel, set: Record<string, unknown> | undefined, where: string): Preset[] {
  return Object.entries(set ?? {}).map(([name, value]) => {
    const column = requireColumn(table, name, where);
    const problem = enumConstantProblem(column, value);
    if (problem !== null) throw new InconsistentMetadataError([`${where}: ${name}: ${problem}`]);
    return { column, value: metadataValue(value, column.type) };
  });
}

function requireColumn(table: TableModel, name: string, where: string): ColumnModel {
  const column = table.column(name);
  if (column === undefined) throw new InconsistentMetadataError([`${where}: there is no column "${name}"`]);
  return column;
}
