import type { Parameter } from "../plan/parameter.ts";
import { parameterKey } from "../plan/parameter.ts";
import type { Fragment } from "./fragment.ts";

/** A statement with its parameters in the order of `$1`, `$2`, …. */
export interface Statement {
  text: string;
  parameters: readonly Parameter[];
}

/** Writes a statement whose parameters are bound one by one; equal parameters share a number. */
export function renderStatement(fragment: Fragment): Statement {
  const numbers = new Map<string, number>();
  const parameters: Parameter[] = [];
  const text = renderText(fragment, (parameter) => {
    const key = parameterKey(parameter);
    let number = key === null ? undefined : numbers.get(key);
    if (number === undefined) {
      number = parameters.push(parameter);
      if (key !== null) numbers.set(key, number);
    }
    return `($${number})::${parameter.type.sqlName}`;
  });
  return { text, parameters };
}

/** Writes a fragment's text. @param write decides how a parameter looks. */
export function renderText(fragment: Fragment, write: (parameter: Parameter) => string): string {
  const out: string[] = [];
  const visit = (node: Fragment): void => {
    for (const part of node.parts) {
      if (typeof part === "string") out.push(part);
      else if ("parts" in part) visit(part);
      else out.push(write(part));
    }
  };
  visit(fragment);
  return out.join("");
}
