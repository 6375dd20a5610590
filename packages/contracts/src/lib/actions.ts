import { z } from "zod";

/** Header in which the API proves to our functions that it is the one calling. Compare in constant time. */
export const FUNCTIONS_SECRET_HEADER = "x-functions-secret";

/**
 * Schema of the body that Hasura posts to an action's handler (Hasura v2, "Actions: handler payload").
 *
 * @param input Schema of the action's own arguments.
 * @returns Schema of the whole request body.
 */
export function actionRequest<Input extends z.ZodType>(input: Input) {
  return z.object({
    action: z.object({ name: z.string() }),
    input,
    session_variables: z.record(z.string(), z.string()),
  });
}

/** What an action's handler receives. */
export interface ActionRequest<Input> {
  action: { name: string };
  input: Input;
  session_variables: Record<string, string>;
}

/** What an action's handler answers, with a 4xx status, when it refuses. */
export interface ActionErrorBody {
  message: string;
  extensions: { code: string };
}
