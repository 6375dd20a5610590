import type { Page } from "@playwright/test";

import type { ApiAccess } from "./api-access.ts";
import type { SystemAddress } from "./system.ts";

/** Whether an address is where GraphQL is answered: by the gateway, or by the API itself. */
export function isGraphql(url: string): boolean {
  return new URL(url).pathname.endsWith("/graphql");
}

/** How a page opens a socket of its own: where to, and what it says first. */
export interface SocketAccess {
  url: string;
  params: { headers: { authorization: string } } | undefined;
}

/** @returns how a page of somebody who is signed in opens a socket: to the gateway, or to the API with a token */
export async function socketAccess(
  page: Page,
  { urls }: SystemAddress,
  apiAccess: ApiAccess,
): Promise<SocketAccess> {
  if (apiAccess === "gateway") return { url: `${urls.web.replace("http", "ws")}/graphql`, params: undefined };
  const authorization = `Bearer ${await tokenOfPage(page)}`;
  return { url: `${urls.hasura.replace("http", "ws")}/v1/graphql`, params: { headers: { authorization } } };
}

/** @returns the access token that the token endpoint gives a page */
function tokenOfPage(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const headers = { "content-type": "application/json", "x-session-renewal": "1" };
    const response = await fetch("/auth/token", { method: "POST", headers, body: "{}" });
    return ((await response.json()) as { token: string }).token;
  });
}
