/** JSON of a request: a tree whose leaves are constants or variables, so that a cached plan can be filled in. */
export type JsonSource =
  | { kind: "constant"; value: unknown }
  | { kind: "variable"; name: string }
  | { kind: "list"; items: readonly JsonSource[] }
  | { kind: "object"; fields: readonly { name: string; value: JsonSource }[] };

/** Fills the variables in. Keys whose variable was not given stay away. */
export function resolveJson(source: JsonSource, variables: Readonly<Record<string, unknown>>): unknown {
  switch (source.kind) {
    case "constant":
      return source.value;
    case "variable":
      return variables[source.name];
    case "list":
      return source.items.map((item) => resolveJson(item, variables) ?? null);
    case "object":
      return Object.fromEntries(
        source.fields
          .map(({ name, value }) => [name, resolveJson(value, variables)] as const)
          .filter(([, value]) => value !== undefined),
      );
  }
}
