import { fileURLToPath, pathToFileURL } from "node:url";

import type { ServerBuild } from "@remix-run/server-runtime";

import { builtAssets } from "./host/built-assets.ts";
import { parseWebEnv } from "./host/env.ts";
import { providerAddress } from "./host/provider-env.ts";
import { runHost } from "./host/run-host.ts";
import { startWeb } from "./host/start-web.ts";

// The production host: bundled to build/server.js, beside the Remix build it serves. React decides by NODE_ENV, when it is
// first imported, whether it is the slow one that explains mistakes.
process.env["NODE_ENV"] ??= "production";

await runHost(async () => {
  const env = parseWebEnv(process.env);
  const root = fileURLToPath(new URL(".", import.meta.url));
  const build = (await import(pathToFileURL(`${root}server/index.js`).href)) as ServerBuild;
  return startWeb({
    env,
    issuer: providerAddress(env),
    sessionDatabase: env.SESSION_DATABASE_URL,
    build,
    assets: builtAssets(`${root}client`),
    development: false,
  });
});
