import { FUNCTIONS_SECRET_HEADER } from "@potluck/contracts";
import type { Handler } from "../runtime/define-function.ts";
import { testSecrets } from "./context.ts";

/** Calls an action's handler as Hasura does, also one that the metadata does not know yet. */
export function callAction(
  handle: Handler,
  name: string,
  input: unknown,
  session: Record<string, string>,
): Promise<Response> {
  return handle(
    new Request(`http://functions.test/actions/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", [FUNCTIONS_SECRET_HEADER]: testSecrets.functions },
      body: JSON.stringify({ action: { name }, input, session_variables: session }),
    }),
  );
}
