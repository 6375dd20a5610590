import { GraphQLRequestError } from "../errors.ts";
import { encodeTexts } from "./encode.ts";

const step = /\.?(?:([^.[\]'"]+)|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\])/y;

/**
 * A JSON column's `path` argument, e.g. `$.tags[0].name` or `['a key']`, as a Postgres text array.
 *
 * @returns null for the whole value (`$` or nothing).
 * @throws GraphQLRequestError parse-failed
 */
export function parseJsonPath(path: string, errorPath: string): string | null {
  const rest = path.startsWith("$") ? path.slice(1) : path;
  if (rest === "") return null;
  const steps: string[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < rest.length) {
    const match = step.exec(rest);
    if (match === null) {
      throw new GraphQLRequestError("parse-failed", `parse json path error: ${path}`, { path: errorPath });
    }
    steps.push(match[1] ?? match[2] ?? (match[3] ?? match[4] ?? "").replaceAll(/\\(.)/g, "$1"));
  }
  return encodeTexts(steps);
}
