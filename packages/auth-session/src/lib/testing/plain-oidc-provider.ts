import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import type { Configuration } from "oidc-provider";
// Not the package's entry, whose only other act is a warning that Node 22 is wanted.
import { Provider } from "oidc-provider/lib/provider.js";

/** An OpenID Connect provider with nothing of Auth0's: other paths, discovery, `iss` in its answers, resource indicators. */
export interface PlainOidcProvider {
  /** Without a slash at the end. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The API that knows itself by this resource indicator. */
  readonly resource: string;
  /** Plays a person who signs in as soon as they are asked to. @returns The callback URL. */
  signIn(url: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * @param redirectUri The app's callback.
 * @param features Features of oidc-provider to switch on or off.
 * @returns The running provider; close it.
 */
export async function startPlainOidcProvider(
  redirectUri: string,
  features: Configuration["features"] = {},
): Promise<PlainOidcProvider> {
  const [clientId, clientSecret, resource] = [
    "plain",
    "a-secret-of-the-plain-client",
    "https://api.plain.test",
  ];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [new URL("/", redirectUri).href],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_basic",
      },
    ],
    claims: { openid: ["sub"], profile: ["name"], auth_time: null },
    conformIdTokenClaims: false,
    cookies: { keys: ["a key for the cookies of tests"] },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: "openid", audience: resource, accessTokenFormat: "jwt" }),
      },
      ...features,
    },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, name: "Ada Fern" }) }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: () => Promise.resolve(true),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "plain" }] },
    async loadExistingGrant({ oidc }) {
      if (!oidc.client || !oidc.session?.accountId) return undefined;
      const ids = { clientId: oidc.client.clientId, accountId: oidc.session.accountId };
      const grant = new oidc.provider.Grant(ids);
      grant.addOIDCScope("openid profile offline_access");
      grant.addResourceScope(resource, "openid");
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    // As by default, which it would mention.
    ttl: {
      AccessToken: 3600,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/") !== true) return void answer(request, response);
    const result = { login: { accountId: "ada" } };
    provider
      .interactionFinished(request, response, result)
      .catch((error: unknown) => response.destroy(error as Error));
  });

  return {
    issuer,
    clientId,
    clientSecret,
    resource,
    async signIn(url) {
      const jar = new Map<string, string>();
      for (let at = url, hops = 0; hops < 10; hops++) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
        const response = await fetch(at, { redirect: "manual", headers: { cookie, accept: "text/html" } });
        for (const line of response.headers.getSetCookie()) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          jar.set(name, value);
        }
        const location = response.headers.get("location");
        if (location === null) throw new Error(`${at} answers ${response.status}: ${await response.text()}`);
        at = new URL(location, at).href;
        if (at.startsWith(redirectUri)) return at;
      }
      throw new Error("The sign-in goes round in circles.");
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
