import { FUNCTIONS_SECRET_HEADER } from "@potluck/contracts";
import type { z } from "zod";
import type { FunctionContext } from "../context.ts";
import { badRequest, FunctionError } from "./errors.ts";
import type { ActionOutcome, DeliveryOutcome } from "./outcome.ts";
import { readBody } from "./read-body.ts";
import { toErrorResponse } from "./respond.ts";

/** A function as every serverless host can run it. */
export type Handler = (request: Request) => Promise<Response>;

/** Who may call a function, which is also the first part of its address. */
export type FunctionKind = "actions" | "events" | "cron" | "callbacks";

/** A function that waits for its context. Importing one has no effect. */
export interface FunctionDefinition {
  /** Path under which it is called, such as `/actions/preview-invitation`. */
  path: `/${FunctionKind}/${string}`;
  /** @returns The function itself; it keeps nothing between requests. */
  create: (context: FunctionContext) => Handler;
}

/** What one kind of function adds to what all have in common. */
export interface FunctionOptions<Call, Outcome> {
  path: FunctionDefinition["path"];
  /**
   * Reads the body of a request whose sender is known.
   *
   * @throws FunctionError `FUNCTIONS_UNAUTHORIZED`
   */
  open: (request: Request, context: FunctionContext) => Promise<string>;
  payload: z.ZodType<Call>;
  run: (call: Call, context: FunctionContext) => Promise<Outcome>;
  respond: (outcome: Outcome) => Response;
}

/**
 * What all functions have in common: knows the sender, parses the payload, runs, and maps outcome and errors to HTTP. Nothing in a
 * payload is believed before the sender is known: session variables would be forgeable.
 */
export function defineFunction<Call, Outcome extends ActionOutcome<unknown> | DeliveryOutcome>(
  options: FunctionOptions<Call, Outcome>,
): FunctionDefinition {
  const { path, open, payload, run, respond } = options;
  return {
    path,
    create: (context) => async (request) => {
      try {
        if (request.method !== "POST") throw badRequest("Functions are called with POST.");
        const parsed = payload.safeParse(parseJson(await open(request, context)));
        if (!parsed.success) {
          const [issue] = parsed.error.issues;
          throw badRequest(`${issue?.path.join(".")}: ${issue?.message}`);
        }
        const outcome = await run(parsed.data, context);
        if (outcome.kind === "give-up") {
          context.report(new FunctionError("FUNCTIONS_GAVE_UP", `${path} gave up: ${outcome.reason}`));
        }
        return respond(outcome);
      } catch (error) {
        const response = toErrorResponse(error);
        if (response.status >= 500) context.report(error);
        return response;
      }
    },
  };
}

/** Opens a request that the API sends: nothing is read before its secret has been compared, in constant time. */
export async function openFromApi(request: Request, { functionsSecret }: FunctionContext): Promise<string> {
  if (!functionsSecret.equals(request.headers.get(FUNCTIONS_SECRET_HEADER) ?? "")) {
    throw new FunctionError(
      "FUNCTIONS_UNAUTHORIZED",
      `The header ${FUNCTIONS_SECRET_HEADER} is missing or wrong.`,
    );
  }
  return readBody(request);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("The body is not JSON.");
  }
}
