import type { Parameter } from "../plan/parameter.ts";

/** A piece of SQL: text of our own and parameters. How a parameter is written is decided when a statement is rendered. */
export interface Fragment {
  readonly parts: readonly (string | Parameter | Fragment)[];
}

/**
 * SQL with fragments in it. Values cannot be interpolated: they are parameters, names go through `identifier`.
 *
 * @example sql`select ${identifier("id")} from ${relation(table)}`
 */
export function sql(strings: TemplateStringsArray, ...fragments: Fragment[]): Fragment {
  const parts: (string | Fragment)[] = [];
  strings.forEach((string, index) => {
    if (string !== "") parts.push(string);
    const fragment = fragments[index];
    if (fragment !== undefined) parts.push(fragment);
  });
  return { parts };
}

/** Text that is SQL already: keywords, operators and aliases that this package generates, never input. */
export function trusted(text: string): Fragment {
  return { parts: [text] };
}

/** A string constant of the schema (a JSON key, a type name). Values of requests are parameters instead. */
export function literal(value: string): Fragment {
  return trusted(quoteLiteral(value));
}

/** Quotes a string constant for SQL, whatever `standard_conforming_strings` says. */
export function quoteLiteral(value: string): string {
  const quoted = `'${value.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
  return value.includes("\\") ? `E${quoted}` : quoted;
}

/** A bound value. */
export function parameter(value: Parameter): Fragment {
  return { parts: [value] };
}

/** Fragments one after the other with text of our own between them. */
export function join(fragments: readonly Fragment[], separator: string): Fragment {
  const parts: (string | Fragment)[] = [];
  fragments.forEach((fragment, index) => {
    if (index > 0) parts.push(separator);
    parts.push(fragment);
  });
  return { parts };
}

export const nothing: Fragment = { parts: [] };
