import { createServer } from "node:http";
import { fileURLToPath, pathToFileURL } from "node:url";

import { allowInsecureIssuer } from "@potluck/auth-session/dev";
import type { ServerBuild } from "@remix-run/server-runtime";

import { builtAssets } from "./host/built-assets.ts";
import { parseWebEnv } from "./host/env.ts";
import { localDatabase } from "./host/local-database.ts";
import { providerAddress } from "./host/provider-env.ts";
import { runHost } from "./host/run-host.ts";
import { startWeb } from "./host/start-web.ts";
import { serverBuild, warmUp } from "./host/warm-up.ts";

// The host for this computer: development with Vite, or with `--build` a rehearsal of the production build. It alone lets
// the identity stand-in use http, on loopback; the production host has no way to.
const root = fileURLToPath(new URL(".", import.meta.url));
const rehearsal = process.argv.includes("--build");
process.env["NODE_ENV"] ??= rehearsal ? "production" : "development";

await runHost(async () => {
  const env = parseWebEnv(process.env);
  const issuer = allowInsecureIssuer(providerAddress(env), { rehearsal });
  const { SESSION_DATABASE_URL: url, SESSION_DATABASE_FOLDER: folder } = env;
  const sessionDatabase = url ?? (folder === undefined ? undefined : localDatabase(folder));
  if (rehearsal) {
    const build = (await import(pathToFileURL(`${root}build/server/index.js`).href)) as ServerBuild;
    const assets = builtAssets(`${root}build/client`);
    return startWeb({ env, issuer, sessionDatabase, build, assets, development: false });
  }
  const server = createServer();
  const { createServer: createViteServer } = await import("vite");
  const vite = await createViteServer({
    root,
    server: { middlewareMode: true, hmr: { server } },
    appType: "custom",
  });
  await warmUp(vite);
  const web = await startWeb({
    env,
    issuer,
    sessionDatabase,
    build: () => vite.ssrLoadModule(serverBuild) as Promise<ServerBuild>,
    assets: vite.middlewares,
    development: true,
    // Vite's own socket shares the port; it takes its upgrades itself.
    otherUpgrades: () => {},
    server,
  });
  return {
    origin: web.origin,
    async close() {
      await vite.close();
      await web.close();
    },
  };
});
