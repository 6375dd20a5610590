import { readdir, readFile, writeFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";

import { build } from "esbuild";

// 1. The Remix build (client and server), 2. the hosts (a process, and a Fetch handler), bundled beside it, 3. the client's files compressed once.
// Vite's configuration imports a package of ours, which is TypeScript.
const NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --import tsx`;
const remix = spawnSync("remix", ["vite:build"], {
  stdio: "inherit",
  shell: process.platform === "win32",
  env: { ...process.env, NODE_OPTIONS },
});
if (remix.status !== 0) process.exit(remix.status ?? 1);

await build({
  entryPoints: ["server.ts", "fetch.ts"],
  outdir: "build",
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  logLevel: "warning",
  external: ["./server/index.js"],
  // Bundled CommonJS packages expect a require of their own.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
});

const worthIt = new Set([".js", ".css", ".svg", ".json", ".webmanifest"]);
const files = await readdir("build/client", { recursive: true, withFileTypes: true });
await Promise.all(
  files
    .filter((file) => file.isFile() && worthIt.has(extname(file.name)))
    .map(async (file) => {
      const path = join(file.parentPath, file.name);
      const content = await readFile(path);
      await Promise.all([
        promisify(brotliCompress)(content).then((bytes) => writeFile(`${path}.br`, bytes)),
        promisify(gzip)(content, { level: 9 }).then((bytes) => writeFile(`${path}.gz`, bytes)),
      ]);
    }),
);
