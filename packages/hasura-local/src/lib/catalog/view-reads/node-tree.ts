/** A stored query is not what is known here: nothing can be proved of it. */
export class UnknownTree extends Error {
  override readonly name = "UnknownTree";
}

/** A node of Postgres' stored query trees: its kind, e.g. `QUERY`, and its fields by label. */
export interface TreeNode {
  kind: string;
  fields: ReadonlyMap<string, TreeValue>;
}

/** A field's value: a node, a list, or the text of anything else; null for `<>`. */
export type TreeValue = TreeNode | readonly TreeValue[] | string | null;

/** Braces, parentheses and brackets by themselves, strings, and everything else between white space. */
const token = /[{}()[\]]|"(?:\\.|[^"\\])*"|(?:\\.|[^\s{}()[\]\\])+/gsu;

/**
 * Reads the text of a `pg_node_tree`, such as a view's query in `pg_rewrite.ev_action`.
 *
 * @throws UnknownTree for a text that is not one.
 */
export function parseNodeTree(text: string): TreeValue {
  const tokens = text.match(token) ?? [];
  let at = 0;

  function listUntil(end: string): TreeValue[] {
    const values: TreeValue[] = [];
    while (tokens[at] !== end) values.push(value());
    at += 1;
    return values;
  }

  function node(): TreeNode {
    const kind = tokens[at] ?? "";
    at += 1;
    const fields = new Map<string, TreeValue>();
    while (tokens[at] !== "}") {
      const label = tokens[at];
      if (label?.startsWith(":") !== true) throw new UnknownTree(`not a node tree: no label at token ${at}`);
      at += 1;
      // The first value may begin with a colon, too: names are not quoted.
      const values = [value()];
      // Constants are a length and bytes.
      while (tokens[at] !== "}" && tokens[at]?.startsWith(":") !== true) values.push(value());
      fields.set(label.slice(1), values.length === 1 ? (values[0] ?? null) : values);
    }
    at += 1;
    return { kind, fields };
  }

  function value(): TreeValue {
    const next = tokens[at];
    at += 1;
    switch (next) {
      case "{":
        return node();
      case "(":
        return listUntil(")");
      case "[":
        return listUntil("]");
      case "<>":
        return null;
      case undefined:
      case "}":
      case ")":
      case "]":
        throw new UnknownTree(`not a node tree: ${next ?? "the end"} at token ${at - 1}`);
      default:
        return next;
    }
  }

  const parsed = value();
  if (at < tokens.length) throw new UnknownTree(`not a node tree: more after token ${at}`);
  return parsed;
}

export function isNode(value: TreeValue | undefined, kind?: string): value is TreeNode {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    (kind === undefined || value.kind === kind)
  );
}

/** The elements of a list; none for `<>`. */
export function elements(value: TreeValue | undefined): readonly TreeValue[] {
  return Array.isArray(value) ? (value as readonly TreeValue[]) : [];
}

/** Every node below a value, the value included, each once. */
export function* nodesIn(value: TreeValue | undefined): Generator<TreeNode> {
  if (value === null || value === undefined || typeof value === "string") return;
  if (isNode(value)) {
    yield value;
    for (const field of value.fields.values()) yield* nodesIn(field);
  } else {
    for (const element of value) yield* nodesIn(element);
  }
}
