import { startSharedScratchServer } from "./lib/scratch-server.ts";

/**
 * Vitest's `globalSetup`: one scratch server for all workers of a run instead of one each.
 *
 * @returns what vitest calls at the end of the run
 */
export async function setup(): Promise<() => Promise<void>> {
  return await startSharedScratchServer();
}
