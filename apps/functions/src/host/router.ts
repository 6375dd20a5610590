import type { FunctionContext } from "../context.ts";
import type { FunctionDefinition, Handler } from "../runtime/define-function.ts";

/** @returns All the functions as one: each at its own path, `/healthz`, and 404 for everything else. */
export function createRouter(functions: readonly FunctionDefinition[], context: FunctionContext): Handler {
  const handlers = new Map<string, Handler>(functions.map(({ path, create }) => [path, create(context)]));
  handlers.set("/healthz", () => Promise.resolve(Response.json({ status: "ok" })));
  return async (request) => {
    const handler = handlers.get(new URL(request.url).pathname);
    if (handler) return handler(request);
    return Response.json(
      { message: "There is no function at this address.", extensions: { code: "not-found" } },
      { status: 404 },
    );
  };
}
