import { createHash, randomBytes } from "node:crypto";

import { request } from "@playwright/test";
import type { APIResponse } from "@playwright/test";

import type { Person } from "./people.ts";
import type { SystemAddress } from "./system.ts";
import { webServiceOf } from "./web-service.ts";

/** Signs in at the provider without a browser and keeps what a browser never gets to see: a real access token. */
export async function accessTokenOf(system: SystemAddress, person: Person): Promise<string> {
  const { env } = webServiceOf(system);
  const redirectUri = `${system.urls.web}/auth/callback`;
  const verifier = randomBytes(32).toString("base64url");
  const asked = new URLSearchParams({
    client_id: env["AUTH0_CLIENT_ID"] ?? "",
    audience: env["AUTH0_AUDIENCE"] ?? "",
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid",
    state: "e2e",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const callback = await signInAtProvider(system, person, `/authorize?${asked.toString()}`);
  const provider = await request.newContext({ baseURL: system.urls.identity });
  try {
    const answer = await provider.post("/oauth/token", {
      form: {
        grant_type: "authorization_code",
        code: callback.searchParams.get("code") ?? "",
        client_id: env["AUTH0_CLIENT_ID"] ?? "",
        client_secret: system.secrets.client,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      },
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  } finally {
    await provider.dispose();
  }
}

/**
 * Fills in the provider's forms without a browser.
 *
 * @param authorize address at the provider that the app redirects to
 * @returns the app's callback that the provider redirects back to
 */
export async function signInAtProvider(
  { urls }: SystemAddress,
  { email, password }: Person,
  authorize: string,
): Promise<URL> {
  const provider = await request.newContext({ baseURL: urls.identity, maxRedirects: 0 });
  try {
    const form = locationOf(await provider.get(authorize));
    const formToken =
      /name="form_token" value="([^"]+)"/.exec(await (await provider.get(form)).text())?.[1] ?? "";
    let next = locationOf(
      await provider.post(form, { form: { form_token: formToken, intent: "sign-in", email, password } }),
    );
    while (!next.startsWith(`${urls.web}/`)) next = locationOf(await provider.get(next));
    return new URL(next);
  } finally {
    await provider.dispose();
  }
}

function locationOf(response: APIResponse): string {
  const location = response.headers()["location"];
  if (!location) throw new Error(`${response.url()} answered ${response.status()} and leads nowhere.`);
  return new URL(location, response.url()).href;
}
