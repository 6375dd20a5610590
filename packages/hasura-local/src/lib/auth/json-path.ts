/** One step of a JSONPath: a key or an index. */
type Step = string | number;

const STEP = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Parses the JSONPaths that Hasura's JWT configuration uses: `$`, `$.a.b`, `$['a']["b"][0]`.
 *
 * @returns the steps, or undefined where the text is no such path.
 */
export function parseJsonPath(text: string): Step[] | undefined {
  if (!text.startsWith("$")) return undefined;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (!match) return undefined;
    const [, name, index, single, double] = match;
    steps.push(index === undefined ? (name ?? unescape(single ?? double ?? "")) : Number(index));
  }
  return steps;
}

/** Follows a path; undefined where it leads nowhere. */
export function valueAt(value: unknown, steps: readonly Step[]): unknown {
  let current = value;
  for (const step of steps) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<Step, unknown>)[step];
  }
  return current;
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, "$1");
}
