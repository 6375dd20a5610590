import { afterEach, describe, expect, it } from "vitest";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Secret } from "@potluck/contracts/secret";
import { allowInsecureIssuer } from "./insecure-issuer.ts";
import { auth0Issuer } from "./oidc-issuer.ts";
import type { ProviderError } from "./provider-error.ts";
import { createTokenEndpoint } from "./token-endpoint.ts";

describe("createTokenEndpoint", () => {
  let server: Server;
  const requests: { authorization?: string; body: string }[] = [];
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  async function start(
    status: number,
    body: string,
    headers: Record<string, string> = {},
    auth: "post" | "basic" = "post",
    resource: string | null = null,
  ) {
    requests.length = 0;
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        requests.push({ authorization: request.headers.authorization, body: text });
        response.writeHead(status, { connection: "close", ...headers }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    return createTokenEndpoint({
      issuer: auth0Issuer(allowInsecureIssuer(url)),
      resource,
      clientId: "a client",
      clientSecret: new Secret("s:e/c"),
      clientAuthentication: auth,
      fetch,
      timeoutMs: 1000,
    });
  }

  const tokens = JSON.stringify({ access_token: "at", token_type: "Bearer", expires_in: "900" });
  const failure = async (run: Promise<unknown>) => run.catch((error: unknown) => error as ProviderError);

  it("authenticates in the body, as Auth0's web apps do, or with the header", async () => {
    await (await start(200, tokens)).refresh("rt");
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      grant_type: "refresh_token",
      refresh_token: "rt",
      client_id: "a client",
      client_secret: "s:e/c",
    });
    await new Promise((resolve) => server.close(resolve));
    await (await start(200, tokens, {}, "basic")).refresh("rt");
    expect(requests[0]?.authorization).toBe(`Basic ${Buffer.from("a+client:s%3Ae%2Fc").toString("base64")}`);
    expect(requests[0]?.body).not.toContain("client_secret");
  });

  it("names the resource in every request for tokens, and in no other", async () => {
    const endpoint = await start(200, tokens, {}, "post", "https://api.test");
    await endpoint.exchangeCode("code", "verifier", "https://app.test/auth/callback");
    await endpoint.refresh("rt");
    await endpoint.revoke("rt");
    const named = requests.map(({ body }) => new URLSearchParams(body).get("resource"));
    expect(named).toEqual(["https://api.test", "https://api.test", null]);
  });

  it.each([
    [400, '{"error":"invalid_grant"}', "terminal"],
    [401, '{"error":"invalid_grant"}', "terminal"],
    [403, '{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}', "terminal"],
    [403, '{"error":"mfa_required"}', "terminal"],
    [403, "<html>firewall</html>", "transient"],
    [403, '{"error":"access_denied"}', "transient"],
    [401, '{"error":"invalid_client"}', "transient"],
    [429, '{"error":"invalid_grant"}', "transient"],
    [500, '{"error":"invalid_grant"}', "transient"],
  ] as const)("takes %i %s as %s", async (status, body, kind) => {
    const endpoint = await start(status, body);
    expect(await failure(endpoint.refresh("rt"))).toMatchObject({ name: "ProviderError", kind });
    expect(requests).toHaveLength(1);
  });

  it.each([
    [200, "<html>"],
    [200, "{}"],
    [502, "bad gateway"],
  ])("says of %i %s that nobody knows what happened", async (status, body) => {
    const endpoint = await start(status, body);
    expect(await failure(endpoint.refresh("rt"))).toMatchObject({ kind: "transient", ambiguous: true });
    expect(requests).toHaveLength(1);
  });

  it("follows no redirect with a secret in hand", async () => {
    const endpoint = await start(307, "", { location: "/elsewhere" });
    expect(await failure(endpoint.refresh("rt"))).toMatchObject({ kind: "transient" });
    expect(requests).toHaveLength(1);
  });

  it("never repeats the provider's own text", async () => {
    const endpoint = await start(400, '{"error":"<script>canary</script>"}');
    expect(String(await failure(endpoint.refresh("rt")))).not.toContain("canary");
  });
});
