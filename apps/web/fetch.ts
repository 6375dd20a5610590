import * as build from "./server/index.js";

import { parseWebEnv } from "./host/env.ts";
import { createFetchHandler as createHandler } from "./host/fetch-handler.ts";
import { providerAddress } from "./host/provider-env.ts";

// The entry for serverless hosts: bundled to build/fetch.js, beside the Remix build it serves.

/**
 * The web app for a serverless host, in direct mode.
 *
 * @param env The variables, as in .env.example.
 * @returns The handler of requests; keep it for as long as the instance lives.
 * @throws {ConfigurationError} Naming every variable that is missing or wrong.
 */
export function createFetchHandler(
  env: Record<string, string | undefined>,
): (request: Request) => Promise<Response> {
  const parsed = parseWebEnv(env);
  return createHandler({
    env: parsed,
    issuer: providerAddress(parsed),
    sessionDatabase: parsed.SESSION_DATABASE_URL,
    build,
    development: false,
  });
}
