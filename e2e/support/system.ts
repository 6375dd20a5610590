import type { System } from "@potluck/testing";

/** What specs need to know of a running system. */
export type SystemAddress = Pick<System, "urls" | "identityControlUrl" | "partnerControlUrl" | "secrets">;

const variable = "POTLUCK_E2E_SYSTEM";

/** Tells the workers, which are processes of their own, where the shared system is. */
export function publishSystem({ urls, identityControlUrl, partnerControlUrl, secrets }: SystemAddress): void {
  process.env[variable] = JSON.stringify({ urls, identityControlUrl, partnerControlUrl, secrets });
}

/**
 * Finds the shared system.
 *
 * @throws {Error} outside a run of Playwright, where none was started
 */
export function sharedSystem(): SystemAddress {
  const published = process.env[variable];
  if (!published) throw new Error("No system is running: start the specs with pnpm test:e2e.");
  return JSON.parse(published) as SystemAddress;
}
