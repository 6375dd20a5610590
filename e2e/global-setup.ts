import { startSystem } from "@potluck/testing";

import { publishSystem } from "./support/system.ts";

/** Starts the one system that all specs share, with the demo people and their dinners; what it returns stops it. */
// oxlint-disable-next-line import/no-default-export -- Playwright takes the file's default export
export default async function startSharedSystem(): Promise<() => Promise<void>> {
  const system = await startSystem();
  publishSystem(system);
  return () => system.stop();
}
