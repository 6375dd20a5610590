// pnpm start: serves the production build. Takes its settings from the environment, and from .env where there is one.
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const server = `${root}apps/web/build/server.js`;
process.env.NODE_ENV ??= "production";
if (existsSync(`${root}.env`)) process.loadEnvFile(`${root}.env`);

if (existsSync(server)) {
  process.chdir(`${root}apps/web`);
  await import(pathToFileURL(server).href);
} else {
  console.error('There is no production build yet: run "pnpm build" first.');
  process.exitCode = 1;
}
