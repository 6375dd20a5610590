import type { Parameter } from "../plan/parameter.ts";
import { parameterKey } from "../plan/parameter.ts";
import { literal } from "./fragment.ts";
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
  const text = render(fragment, (parameter) => {
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

/** Where a live statement finds the variables of a subscriber. */
export const RESULT_VARIABLES = `"_subs"."result_vars"`;

export interface LiveStatement {
  text: string;
  /** Session variables that the statement reads; "all" if it hands the whole session to a function. */
  sessionVariables: readonly string[] | "all";
  /** By the name under `result_vars.query`. */
  query: ReadonlyMap<string, Parameter>;
  /** In the order of `result_vars.synthetic`. */
  synthetic: readonly Parameter[];
  /** Every parameter once. */
  parameters: readonly Parameter[];
}

/** Writes the same statement for many subscribers at once: parameters are read from each one's variables. */
export function renderLiveStatement(fragment: Fragment): LiveStatement {
  const session = new Set<string>();
  let wholeSession = false;
  const query = new Map<string, Parameter>();
  const synthetic: Parameter[] = [];
  const positions = new Map<string, number>();
  const parameters = new Map<string, Parameter>();
  const read = (path: readonly string[], parameter: Parameter): string => {
    parameters.set(path.join("."), parameter);
    const steps = path.map((step) => literal(step).parts.join("")).join(", ");
    return `(${RESULT_VARIABLES} #>> ARRAY[${steps}])::${parameter.type.sqlName}`;
  };
  const text = render(fragment, (parameter) => {
    switch (parameter.kind) {
      case "session":
        session.add(parameter.name);
        return read(["session", parameter.name], parameter);
      case "session-object":
        wholeSession = true;
        return read(["session"], parameter);
      case "cursor":
        return read(["cursor", parameter.column], parameter);
      case "variable":
        if (parameter.path.length === 0) {
          const name = `${parameter.name}`;
          const taken = query.get(name);
          // One variable used with two types: the second use is carried as a value of its own.
          if (taken === undefined || taken.type.sqlName === parameter.type.sqlName) {
            query.set(name, parameter);
            return read(["query", name], parameter);
          }
        }
        break;
      case "literal":
      case "parent":
        break;
    }
    const key = parameterKey(parameter);
    let position = key === null ? undefined : positions.get(key);
    if (position === undefined) {
      position = synthetic.push(parameter) - 1;
      if (key !== null) positions.set(key, position);
    }
    return read(["synthetic", String(position)], parameter);
  });
  return {
    text,
    sessionVariables: wholeSession ? "all" : [...session],
    query,
    synthetic,
    parameters: [...parameters.values()],
  };
}

function render(fragment: Fragment, write: (parameter: Parameter) => string): string {
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
