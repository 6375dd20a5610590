import { GraphQLRequestError } from "../errors.ts";
import { checkInputValue } from "../plan/check-leaf.ts";
import { encodeTexts, encodeValue } from "../plan/encode.ts";
import { checkNumber } from "../plan/input.ts";
import type { Parameter } from "../plan/parameter.ts";
import { valueAt } from "../plan/request-variables.ts";
import type { Session } from "../session.ts";

/** Where the values of one execution come from. */
export interface Bindings {
  session: Session;
  variables: Readonly<Record<string, unknown>>;
  /** Values that earlier statements of the same mutation left. */
  slots?: ReadonlyMap<symbol, string | null>;
}

/**
 * The value of a parameter as Postgres reads it.
 *
 * @throws GraphQLRequestError not-found for a missing session variable, validation-failed for a variable of the wrong kind.
 */
export function bindParameter(parameter: Parameter, bindings: Bindings): string | null {
  switch (parameter.kind) {
    case "literal":
      return parameter.text;
    case "session": {
      const value = bindings.session.variables[parameter.name];
      if (value !== undefined) return value;
      throw new GraphQLRequestError("not-found", `missing session variable: "${parameter.name}"`);
    }
    case "session-object":
      return JSON.stringify(bindings.session.variables);
    case "variable": {
      const value = valueAt(bindings.variables[parameter.name], parameter.path);
      if (parameter.numericString === true && typeof value === "string") {
        checkNumber(value, parameter, parameter.errorPath);
        return value;
      }
      checkInputValue(value, parameter.graphqlType, parameter.errorPath);
      checkNumber(value, parameter, parameter.errorPath);
      return encodeValue(value, parameter.type);
    }
    case "list":
      return encodeTexts(parameter.items.map((item) => bindParameter(item, bindings)));
    case "parent":
      return bindings.slots?.get(parameter.slot) ?? null;
    case "cursor":
      throw new TypeError("A cursor is read from the variables of a live statement");
  }
}

export function bindParameters(parameters: readonly Parameter[], bindings: Bindings): (string | null)[] {
  return parameters.map((parameter) => bindParameter(parameter, bindings));
}
