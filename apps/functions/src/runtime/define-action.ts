import { actionRequest, FUNCTIONS_SECRET_HEADER, type ActionRequest } from "@potluck/contracts";
import type { z } from "zod";
import { FunctionError } from "./errors.ts";
import type { HasuraClient } from "./hasura-client.ts";
import type { Outcome } from "./outcome.ts";
import { toErrorResponse, toResponse } from "./respond.ts";
import type { Secret } from "./secret.ts";

/** What a function may use of the world. */
export interface FunctionContext {
  hasura: HasuraClient;
  /** Proof that the API is the one calling. */
  functionsSecret: Secret;
  now: () => Date;
  /** Receives what went wrong unexpectedly. */
  report: (error: unknown) => void;
}

/** A function as every serverless host can run it. */
export type Handler = (request: Request) => Promise<Response>;

/** A function that waits for its context. Importing one has no effect. */
export interface FunctionDefinition {
  /** Path under which the API calls it, such as `/actions/preview-invitation`. */
  path: `/actions/${string}`;
  /** @returns The function itself; it keeps nothing between requests. */
  create: (context: FunctionContext) => Handler;
}

/** What is particular to one action. */
export interface ActionOptions<Input extends z.ZodType, Value> {
  /** In kebab case, as in its address. */
  name: string;
  input: Input;
  run: (call: ActionCall<z.output<Input>>, context: FunctionContext) => Promise<Outcome<Value>>;
}

/** One call of an action. */
export interface ActionCall<Input> {
  input: Input;
  /** Who calls, as the API found out: lower-case names such as `x-hasura-user-id`. */
  session: Readonly<Record<string, string>>;
}

/**
 * Defines a Hasura action's handler: checks the secret, parses the payload, runs, and maps outcome and errors to HTTP.
 * Nothing in a payload is believed before the secret has been checked: session variables would be forgeable.
 */
export function defineAction<Input extends z.ZodType, Value>(
  options: ActionOptions<Input, Value>,
): FunctionDefinition {
  const payload = actionRequest(options.input);
  return {
    path: `/actions/${options.name}`,
    create: (context) => async (request) => {
      try {
        requireCaller(request, context.functionsSecret);
        const parsed = payload.safeParse(await readJson(request));
        if (!parsed.success) {
          const [issue] = parsed.error.issues;
          throw badRequest(`${issue?.path.join(".")}: ${issue?.message}`);
        }
        // Inference stops at a generic schema; this is what `payload` parses to.
        const { input, session_variables: session } = parsed.data as ActionRequest<z.output<Input>>;
        return toResponse(await options.run({ input, session }, context));
      } catch (error) {
        const response = toErrorResponse(error);
        if (response.status >= 500) context.report(error);
        return response;
      }
    },
  };
}

function requireCaller(request: Request, secret: Secret): void {
  if (request.method !== "POST") throw badRequest("Actions are called with POST.");
  if (!secret.matches(request.headers.get(FUNCTIONS_SECRET_HEADER) ?? "")) {
    throw new FunctionError(
      "FUNCTIONS_UNAUTHORIZED",
      `The header ${FUNCTIONS_SECRET_HEADER} is missing or wrong.`,
    );
  }
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw badRequest("The body is not JSON.");
  }
}

function badRequest(detail: string): FunctionError {
  return new FunctionError("FUNCTIONS_BAD_REQUEST", `The request does not fit the function. ${detail}`);
}
