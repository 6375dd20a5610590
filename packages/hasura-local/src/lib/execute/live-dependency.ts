import { canonicalText, exactFamily } from "../catalog/exact-equality.ts";
import type { Parameter } from "../plan/parameter.ts";
import type { Equalities } from "../sql/equalities.ts";
import type { TableRead } from "../sql/table-reads.ts";
import { bindParameter } from "./bind-parameters.ts";
import type { Bindings } from "./bind-parameters.ts";
import type { LiveDependency, RowKey } from "./operation.ts";

/** What one subscriber's result takes from a table. */
export function liveDependency({ table, places }: TableRead, bindings: Bindings): LiveDependency {
  return { ...table, rows: withoutImplied(places.map((place) => rowKey(place, bindings))) };
}

function rowKey(place: Equalities, bindings: Bindings): RowKey {
  return Object.fromEntries(
    [...place].flatMap(([column, parameter]): [string, string][] => {
      const value = canonicalValue(parameter, bindings);
      return value === null ? [] : [[column, value]];
    }),
  );
}

function canonicalValue(parameter: Parameter, bindings: Bindings): string | null {
  const family = exactFamily(parameter.type);
  const text = bindParameter(parameter, bindings);
  return family === null || text === null ? null : canonicalText(text, family);
}

/** Leaves out each key that another one, with fewer columns or just the same, makes superfluous. */
function withoutImplied(keys: readonly RowKey[]): RowKey[] {
  return keys.filter(
    (key, index) =>
      !keys.some((other, at) => {
        if (at === index || !isImplied(key, other)) return false;
        // Of two that imply each other the first one stays.
        return !isImplied(other, key) || at < index;
      }),
  );
}

/** Every row that fits `key` fits `other`, too. */
function isImplied(key: RowKey, other: RowKey): boolean {
  return Object.entries(other).every(([column, value]) => key[column] === value);
}
