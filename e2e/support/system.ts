import type { System } from "@potluck/testing";

import type { ApiAccess } from "./api-access.ts";

/** What specs need to know of a running system. */
export type SystemAddress = Pick<
  System,
  "urls" | "identityControlUrl" | "partnerControlUrl" | "databaseUrl" | "secrets"
>;

const variable = "POTLUCK_E2E_SYSTEMS";

/** @returns what specs need to know of a system */
export function addressOf(system: System): SystemAddress {
  const { urls, identityControlUrl, partnerControlUrl, databaseUrl, secrets } = system;
  return { urls, identityControlUrl, partnerControlUrl, databaseUrl, secrets };
}

/** Tells the workers, which are processes of their own, where to ask for the shared systems. */
export function publishSystems(url: string): void {
  process.env[variable] = url;
}

/**
 * Finds the shared system whose browsers reach the API in one way; it starts when somebody asks first.
 *
 * @throws {Error} outside a run of Playwright, or with the log of the service that does not start
 */
export async function sharedSystem(apiAccess: ApiAccess): Promise<SystemAddress> {
  const url = process.env[variable];
  if (!url) throw new Error("No system is offered: start the specs with pnpm test:e2e.");
  const response = await fetch(`${url}/${apiAccess}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as SystemAddress;
}

/** @returns what the web server of a shared system reported as errors, newest last; nothing where a spec has a system of its own */
export async function reportedErrors(apiAccess: ApiAccess): Promise<string> {
  const response = await fetch(`${process.env[variable]}/${apiAccess}/errors`);
  return response.text();
}
