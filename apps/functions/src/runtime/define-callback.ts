import type { z } from "zod";
import type { FunctionContext } from "../context.ts";
import { defineFunction, type FunctionDefinition } from "./define-function.ts";
import { FunctionError } from "./errors.ts";
import type { DeliveryOutcome } from "./outcome.ts";
import { readBody } from "./read-body.ts";
import { toDeliveryResponse } from "./respond.ts";

/** What is particular to one callback. */
export interface CallbackOptions<Call> {
  /** In kebab case, as in its address. */
  name: string;
  input: z.ZodType<Call>;
  /** Whether the sender is who it should be, by the headers and the raw body; compares in constant time. */
  isAuthentic: (signed: { headers: Headers; body: string }, context: FunctionContext) => Promise<boolean>;
  /** Runs once or more for each callback, in any order. */
  run: (call: Call, context: FunctionContext) => Promise<DeliveryOutcome>;
}

/** Defines the receiver of somebody else's webhook, at `/callbacks/<name>`. */
export function defineCallback<Call>(options: CallbackOptions<Call>): FunctionDefinition {
  return defineFunction({
    path: `/callbacks/${options.name}`,
    async open(request, context) {
      const body = await readBody(request);
      if (await options.isAuthentic({ headers: request.headers, body }, context)) return body;
      throw new FunctionError("FUNCTIONS_UNAUTHORIZED", "The signature is missing, too old or wrong.");
    },
    payload: options.input,
    run: options.run,
    respond: toDeliveryResponse,
  });
}
