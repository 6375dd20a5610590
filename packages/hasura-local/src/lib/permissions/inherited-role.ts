import type { ColumnModel } from "../model/types.ts";
import type { BooleanExpression } from "../plan/boolean-expression.ts";
import { isAlways } from "../plan/boolean-expression.ts";
import type { SelectRule, TablePermissions } from "./types.ts";

/**
 * What a role inherits on a table: the union of its parents' select permissions. A column that only some parents
 * show is null in rows that none of those parents' filters let through.
 *
 * Mutations are inherited when exactly one parent has the permission; a permission of the role's own wins.
 *
 * @see https://hasura.io/docs/2.0/auth/authorization/inherited-roles/
 */
export function inheritedPermissions(
  own: TablePermissions,
  parents: readonly TablePermissions[],
): TablePermissions {
  const select = own.select ?? unite(parents.flatMap((parent) => parent.select ?? []));
  const insert = own.insert ?? only(parents.flatMap((parent) => parent.insert ?? []));
  const update = own.update ?? only(parents.flatMap((parent) => parent.update ?? []));
  const remove = own.delete ?? only(parents.flatMap((parent) => parent.delete ?? []));
  return {
    ...(select !== undefined && { select }),
    ...(insert !== undefined && { insert }),
    ...(update !== undefined && { update }),
    ...(remove !== undefined && { delete: remove }),
  };
}

function only<T>(rules: readonly T[]): T | undefined {
  return rules.length === 1 ? rules[0] : undefined;
}

function unite(rules: readonly SelectRule[]): SelectRule | undefined {
  const [first] = rules;
  if (first === undefined || rules.length === 1) return first;
  const limits = rules.map((rule) => rule.limit);
  return {
    columns: uniteVisible(rules, (rule) => rule.columns),
    computedFields: uniteVisible(rules, (rule) => rule.computedFields),
    filter: anyOf(rules.map((rule) => rule.filter)),
    limit: limits.includes(null) ? null : Math.max(...limits.map((limit) => limit ?? 0)),
    aggregations: rules.some((rule) => rule.aggregations),
    queryRootFields: uniteRootFields(rules.map((rule) => rule.queryRootFields)),
    subscriptionRootFields: uniteRootFields(rules.map((rule) => rule.subscriptionRootFields)),
  };
}

function uniteVisible<K extends ColumnModel | string>(
  rules: readonly SelectRule[],
  visible: (rule: SelectRule) => ReadonlyMap<K, BooleanExpression | null>,
): Map<K, BooleanExpression | null> {
  const united = new Map<K, BooleanExpression | null>();
  for (const key of rules.flatMap((rule) => [...visible(rule).keys()])) {
    const granting = rules.filter((rule) => visible(rule).has(key));
    // Every row that is visible at all passed one of the filters.
    const everywhere = granting.length === rules.length;
    const condition = anyOf(granting.map((rule) => rule.filter));
    united.set(key, everywhere || isAlways(condition) ? null : condition);
  }
  return united;
}

function anyOf(filters: readonly BooleanExpression[]): BooleanExpression {
  const always = filters.find(isAlways);
  return always ?? { kind: "or", terms: filters };
}

function uniteRootFields(sets: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
  if (sets.includes(null)) return null;
  return new Set(sets.flatMap((set) => [...(set ?? [])]));
}
