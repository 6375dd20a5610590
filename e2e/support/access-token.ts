import { createHash, randomBytes } from "node:crypto";

import { request } from "@playwright/test";

import type { Person } from "./people.ts";
import { signInAtProvider } from "./sign-in.ts";
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
