import { createCookieSessionStorage } from "@remix-run/node";
import { Auth0Strategy } from "remix-auth-auth0";

import { cookieHeader, type CreateSessionApp, type Jar, type Tokens } from "./app.ts";

const ORIGIN = "https://app.test";
const COOKIE = "session";

/**
 * `remix-auth` with `remix-auth-auth0`, which leave the session to the app: Remix's signed cookie, and the token exchanged
 * by the loader that finds it expired, as their documentation shows. Whoever cannot renew is sent to sign in.
 */
export const createRemixAuthApp: CreateSessionApp = (provider) => {
  const issuer = new URL(provider.issuer);
  const strategy = new Auth0Strategy<unknown>(
    {
      domain: issuer.host,
      clientId: provider.clientId,
      clientSecret: "bench-client-secret",
      redirectURI: `${ORIGIN}/auth/callback`,
      scopes: ["openid", "profile", "email", "offline_access"],
      audience: provider.audience,
    },
    () => Promise.resolve(null),
  );
  const storage = createCookieSessionStorage<Tokens & { name: string; expiresAt: number }>({
    cookie: {
      name: COOKIE,
      secrets: ["a".repeat(64)],
      httpOnly: true,
      secure: true,
      sameSite: "lax",
      path: "/",
    },
  });
  const commit = async (tokens: Tokens, expiresInS: number): Promise<string> => {
    const session = await storage.getSession();
    session.set("name", "Ada Fern");
    session.set("accessToken", tokens.accessToken);
    session.set("refreshToken", tokens.refreshToken);
    if (tokens.idToken !== undefined) session.set("idToken", tokens.idToken);
    session.set("expiresAt", Date.now() + expiresInS * 1000);
    return storage.commitSession(session);
  };
  const asJar = (setCookie: string): Jar => {
    const [pair = ""] = setCookie.split(";");
    return new Map([[COOKIE, pair.slice(pair.indexOf("=") + 1)]]);
  };

  async function page(jar: Jar): Promise<Response> {
    const session = await storage.getSession(cookieHeader(jar));
    const refreshToken = session.get("refreshToken");
    if (refreshToken === undefined)
      return new Response(null, { status: 302, headers: { location: "/auth/login" } });
    if ((session.get("expiresAt") ?? 0) > Date.now()) return new Response(null);
    try {
      const tokens = await strategy.refreshToken(refreshToken);
      const setCookie = await commit(
        { accessToken: tokens.accessToken(), refreshToken: tokens.refreshToken() },
        tokens.accessTokenExpiresInSeconds(),
      );
      return new Response(null, { headers: { "set-cookie": setCookie } });
    } catch {
      return new Response(null, {
        status: 302,
        headers: { location: "/auth/login", "set-cookie": await storage.destroySession(session) },
      });
    }
  }

  return Promise.resolve({
    name: "remix-auth",
    signedIn: async (tokens, expiresInS) => asJar(await commit(tokens, expiresInS)),
    page,
    isSignedIn: (response) => response.status === 200,
    async logout(jar) {
      const session = await storage.getSession(cookieHeader(jar));
      const refreshToken = session.get("refreshToken");
      if (refreshToken !== undefined) await strategy.revokeToken(refreshToken).catch(() => undefined);
      return new Response(null, { headers: { "set-cookie": await storage.destroySession(session) } });
    },
  });
};
