import { actionRequest, type ActionRequest } from "@potluck/contracts";
import type { z } from "zod";
import type { FunctionContext } from "../context.ts";
import { defineFunction, openFromApi, type FunctionDefinition } from "./define-function.ts";
import type { ActionOutcome } from "./outcome.ts";
import { toActionResponse } from "./respond.ts";

/** What is particular to one action. */
export interface ActionOptions<Input extends z.ZodType, Value> {
  /** In kebab case, as in its address. */
  name: string;
  /** Its arguments. */
  input: Input;
  run: (call: ActionCall<z.output<Input>>, context: FunctionContext) => Promise<ActionOutcome<Value>>;
}

/** One call of an action. */
export interface ActionCall<Input> {
  input: Input;
  /** Who calls, as the API found out: lower-case names such as `x-hasura-user-id`. */
  session: Readonly<Record<string, string>>;
}

/** Defines a Hasura action's handler, at `/actions/<name>`. */
export function defineAction<Input extends z.ZodType, Value>(
  options: ActionOptions<Input, Value>,
): FunctionDefinition {
  return defineFunction({
    path: `/actions/${options.name}`,
    open: openFromApi,
    // Inference stops at a generic schema; this is what it parses to.
    payload: actionRequest(options.input) as unknown as z.ZodType<ActionRequest<z.output<Input>>>,
    run: ({ input, session_variables: session }, context) => options.run({ input, session }, context),
    respond: toActionResponse,
  });
}
