import { randomBytes } from "node:crypto";

import { createAuthSession } from "@potluck/auth-session";
import { allowInsecureIssuer } from "@potluck/auth-session/dev";
import { mintSession } from "@potluck/auth-session/testing";
import { Secret } from "@potluck/contracts/secret";
import { decodeJwt } from "jose";

import { cookieHeader, type CreateSessionApp, type Jar, type Tokens } from "./app.ts";

const ORIGIN = "https://app.test";

/** Our own package with its defaults: cookie only, no store. */
export const createPotluckApp: CreateSessionApp = (provider) => {
  const options = {
    issuer: allowInsecureIssuer(provider.issuer),
    clientId: provider.clientId,
    clientSecret: new Secret("bench-client-secret"),
    audience: provider.audience,
    appOrigin: ORIGIN,
    keys: [{ id: "k1", secret: randomBytes(32) }],
    onLogin: () => Promise.resolve({ name: "Ada Fern" }),
  };
  const session = createAuthSession(options);
  const request = (jar: Jar, path: string, method = "GET") =>
    new Request(ORIGIN + path, { method, headers: { cookie: cookieHeader(jar), origin: ORIGIN } });
  const mint = async ({ accessToken, refreshToken }: Tokens, expiresInS: number) => {
    const { name, value } = await mintSession(options, {
      userId: decodeJwt(accessToken).sub ?? "",
      user: { name: "Ada Fern" },
      accessToken,
      refreshToken,
      expiresInS,
    });
    return new Map([[name, value]]);
  };

  return Promise.resolve({
    name: "auth-session",
    signedIn: mint,
    async page(jar) {
      const auth = await session.open(request(jar, "/dinners"));
      return auth.seal(new Response(null, { status: auth.status === "active" ? 200 : 401 }));
    },
    isSignedIn: (response) => response.status === 200,
    logout: (jar) => session.logout(request(jar, "/auth/logout", "POST")),
  });
};
