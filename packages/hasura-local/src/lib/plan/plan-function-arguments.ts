import { jsonType } from "../catalog/scalar-types.ts";
import type { CatalogFunction } from "../catalog/types.ts";
import { GraphQLRequestError } from "../errors.ts";
import { inputMeaning } from "../schema/meaning.ts";
import type { FunctionArguments } from "./boolean-expression.ts";
import type { Input } from "./input.ts";

/** A function's arguments: what the client gives in `args`, and the session where the function wants it. */
export function planFunctionArguments(
  called: CatalogFunction,
  sessionArgument: number | null,
  input: Input | undefined,
  hidden: ReadonlySet<number>,
): FunctionArguments {
  const given = (input?.entries() ?? []).map(({ field, value }) => {
    const meaning = inputMeaning(field);
    if (meaning?.kind !== "function-argument") throw new TypeError("a function's argument has no meaning");
    return { position: meaning.position, name: meaning.name, value: value.parameter(meaning.type) };
  });
  const all = [...given, ...sessionArguments(called, sessionArgument)];
  const required = called.arguments.length - called.defaults;
  called.arguments.forEach((argument, position) => {
    if (position >= required || hidden.has(position) || all.some((entry) => entry.position === position))
      return;
    throw new GraphQLRequestError(
      "not-supported",
      `Non default arguments cannot be omitted: "${argument.name}"`,
      {
        path: input?.path ?? "$",
      },
    );
  });
  return all.toSorted((a, b) => a.position - b.position);
}

/** The session alone. */
export function sessionArguments(called: CatalogFunction, position: number | null): FunctionArguments {
  if (position === null) return [];
  const argument = called.arguments[position];
  return [
    {
      position,
      name: argument?.name ?? "",
      value: { kind: "session-object", type: argument?.type ?? jsonType },
    },
  ];
}
