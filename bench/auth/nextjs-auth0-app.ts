import { importPeer } from "../lib/peers.ts";
import { cookieHeader, type CreateSessionApp, type Jar, type Tokens } from "./app.ts";

interface Auth0Client {
  middleware(request: Request): Promise<Response>;
}
interface Auth0Module {
  Auth0Client: new (options: Record<string, unknown>) => Auth0Client;
}
interface TestingModule {
  generateSessionCookie: (session: Record<string, unknown>, config: { secret: string }) => Promise<string>;
}
interface NextModule {
  NextRequest: new (url: string, init: { headers: Record<string, string> }) => Request;
}

const ORIGIN = "https://app.test";
const SECRET = "a".repeat(64);
const COOKIE = "__session";
/** The library takes neither http nor a port; its own hook for `fetch` leads from here to the provider on loopback. */
const DOMAIN = "tenant.auth0.test";

/** `@auth0/nextjs-auth0` as its README sets it up, driven through its own middleware: no Next server is needed for it. */
export const createNextjsAuth0App: CreateSessionApp = async (provider) => {
  const { Auth0Client } = (await importPeer("@auth0/nextjs-auth0/server")) as Auth0Module;
  const { generateSessionCookie } = (await importPeer("@auth0/nextjs-auth0/testing")) as TestingModule;
  const { NextRequest } = (await importPeer("next/server.js")) as NextModule;
  const client = new Auth0Client({
    domain: DOMAIN,
    clientId: provider.clientId,
    clientSecret: "bench-client-secret",
    appBaseUrl: ORIGIN,
    secret: SECRET,
    enableTelemetry: false,
    customFetch: (input: string | URL | Request, init?: RequestInit) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input);
      if (pathname === "/.well-known/openid-configuration") return Promise.resolve(discovery());
      return fetch(new URL(pathname + search, provider.issuer), init);
    },
  });
  const seal = async (tokens: Tokens, expiresInS: number): Promise<Jar> => {
    const value = await generateSessionCookie(
      {
        user: { sub: "auth0|66f1c0ffee5a1ad0c0ffee42", name: "Ada Fern" },
        tokenSet: { ...tokens, expiresAt: Math.floor(Date.now() / 1000) + expiresInS },
      },
      { secret: SECRET },
    );
    return new Map([[COOKIE, value]]);
  };
  const get = (jar: Jar, path: string) =>
    client.middleware(new NextRequest(ORIGIN + path, { headers: { cookie: cookieHeader(jar) } }));

  return {
    name: "nextjs-auth0",
    signedIn: seal,
    page: (jar) => get(jar, "/auth/access-token"),
    isSignedIn: (response) => response.status === 200,
    logout: (jar) => get(jar, "/auth/logout"),
  };
};

function discovery(): Response {
  const origin = `https://${DOMAIN}`;
  return Response.json({
    issuer: `${origin}/`,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    end_session_endpoint: `${origin}/oidc/logout`,
    jwks_uri: `${origin}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ["ES256"],
  });
}
