import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = fileURLToPath(new URL("../peers/", import.meta.url));
const PNPM = ["-y", "pnpm@10.34.9", "install", "--ignore-workspace", "--frozen-lockfile", "--prefer-offline"];

/**
 * Installs what we are measured against, as published and pinned by `bench/peers`. It stays out of the workspace, so that
 * nobody who only wants to work on the product has to download it.
 *
 * @throws {Error} When the packages cannot be installed.
 */
export function installPeers(): void {
  if (existsSync(`${folder}node_modules/.modules.yaml`)) return;
  console.error("Installing the peers into bench/peers (once) …");
  const { status } = spawnSync("npx", PNPM, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0)
    throw new Error("The peers could not be installed; see above. Is the npm registry reachable?");
}

/**
 * @param specifier A module of a peer, such as `next/server.js`.
 * @returns The module; its types are the caller's business.
 */
export function importPeer(specifier: string): Promise<unknown> {
  return import(pathToFileURL(createRequire(`${folder}package.json`).resolve(specifier)).href);
}
