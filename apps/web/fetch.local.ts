import { fileURLToPath, pathToFileURL } from "node:url";

import { allowInsecureIssuer } from "@potluck/auth-session/dev";
import type { ServerBuild } from "@remix-run/server-runtime";

import { parseWebEnv } from "./host/env.ts";
import { createFetchHandler } from "./host/fetch-handler.ts";
import { providerAddress } from "./host/provider-env.ts";

// The serverless entry for this computer: a rehearsal of the production build. It lets the identity stand-in use http, on
// loopback; fetch.ts has no way to.

/**
 * @param env The variables, as in .env.example.
 * @returns What a serverless host would run: one instance.
 * @throws {ConfigurationError} Naming every variable that is missing or wrong.
 */
export async function createLocalFetchHandler(
  env: Record<string, string | undefined>,
): Promise<(request: Request) => Promise<Response>> {
  const parsed = parseWebEnv(env);
  const root = fileURLToPath(new URL(".", import.meta.url));
  const build = (await import(pathToFileURL(`${root}build/server/index.js`).href)) as ServerBuild;
  const issuer = allowInsecureIssuer(providerAddress(parsed), { rehearsal: true });
  const sessionDatabase = parsed.SESSION_DATABASE_URL;
  return createFetchHandler({ env: parsed, issuer, sessionDatabase, build, development: false });
}
