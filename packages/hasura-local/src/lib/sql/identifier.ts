import { trusted } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";

/**
 * Quotes a name for SQL. The only place where a name becomes SQL text.
 *
 * @throws TypeError for a name with a zero byte, which Postgres cannot hold.
 */
export function quoteIdentifier(name: string): string {
  if (name.includes("\0")) throw new TypeError("A name cannot contain a zero byte");
  return `"${name.replaceAll('"', '""')}"`;
}

/** A quoted name as a piece of SQL. */
export function identifier(name: string): Fragment {
  return trusted(quoteIdentifier(name));
}

/** A table's or function's qualified name. */
export function qualified(object: { schema: string; name: string }): Fragment {
  return trusted(quoteQualified(object));
}

export function quoteQualified(object: { schema: string; name: string }): string {
  return `${quoteIdentifier(object.schema)}.${quoteIdentifier(object.name)}`;
}

/** A column of the relation with this alias. */
export function columnOf(alias: string, column: string): Fragment {
  return trusted(`${quoteIdentifier(alias)}.${quoteIdentifier(column)}`);
}
