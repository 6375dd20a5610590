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
  const provider = await request.newContext({ baseURL: system.urls.identity, maxRedirects: 0 });
  try {
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
    const form = locationOf(await provider.get(`/authorize?${asked.toString()}`));
    const formToken =
      /name="form_token" value="([^"]+)"/.exec(await (await provider.get(form)).text())?.[1] ?? "";
    const { email, password } = person;
    let next = locationOf(
      await provider.post(form, { form: { form_token: formToken, intent: "sign-in", email, password } }),
    );
    while (!next.startsWith(redirectUri)) next = locationOf(await provider.get(next));
    const answer = await provider.post("/oauth/token", {
      form: {
        grant_type: "authorization_code",
        code: new URL(next).searchParams.get("code") ?? "",
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

function locationOf(response: APIResponse): string {
  const location = response.headers()["location"];
  if (!location) throw new Error(`${response.url()} answered ${response.status()} and leads nowhere.`);
  return new URL(location, response.url()).href;
}
