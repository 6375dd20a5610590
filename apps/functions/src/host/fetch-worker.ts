import { createContext } from "../context.ts";
import { parseEnvironment } from "../env.ts";
import type { FunctionDefinition, Handler } from "../runtime/define-function.ts";
import { createRouter } from "./router.ts";

/** The variables of a worker. */
export type WorkerEnvironment = Record<string, string | undefined>;

/** A module worker, as runtimes with a Fetch event take it for their default export. */
export interface FetchWorker {
  fetch(request: Request, env: WorkerEnvironment): Promise<Response>;
}

/**
 * Runs functions as a module worker.
 *
 * @param functions One or several; each is found by its path.
 * @param report Where to tell of failures.
 * @throws FunctionError `FUNCTIONS_CONFIGURATION` from `fetch`, where a variable is missing.
 */
export function createFetchWorker(
  functions: readonly FunctionDefinition[],
  report: (error: unknown) => void,
): FetchWorker {
  // Such a runtime hands over the variables with each request, as the same object for as long as the instance lives.
  const routers = new WeakMap<WorkerEnvironment, Handler>();
  return {
    async fetch(request, env) {
      let handle = routers.get(env);
      if (!handle) {
        handle = createRouter(functions, createContext(parseEnvironment(env), report));
        routers.set(env, handle);
      }
      return handle(request);
    },
  };
}
