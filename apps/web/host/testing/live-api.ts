import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { createAuthSession } from "@potluck/auth-session";
import { allowInsecureIssuer } from "@potluck/auth-session/dev";
import { createGateway } from "@potluck/auth-session/gateway";
import { CookieJar, mintSession, startTestProvider } from "@potluck/auth-session/testing";
import { Secret } from "@potluck/contracts/secret";
import { createHasuraLocal } from "@potluck/hasura-local";
import { createScratchDatabase } from "@potluck/testing";
import type { BrowserClientOptions, SourcedToken, TokenSource } from "@potluck/urql-client/browser";
import WebSocket from "ws";

const project = path.resolve(import.meta.dirname, "../../../../hasura");

/** A way of a page to the API, whose tokens are changed all the time. */
export interface LiveWay extends Pick<
  BrowserClientOptions,
  "url" | "wsUrl" | "webSocket" | "tokens" | "onRenewRequest"
> {
  /** How many tokens there were. */
  issued(): number;
  close(): Promise<void>;
}

/** The API with its own issuer of tokens, and two ways to it. */
export interface LiveApi {
  databaseUrl: string;
  direct(): Promise<LiveWay>;
  gateway(): Promise<LiveWay>;
  close(): Promise<void>;
}

/**
 * Starts `hasura-local` with the demo data, behind tokens that do not last.
 * @param userId Whose tokens they are.
 * @param tokenS How long each lasts, in seconds.
 */
export async function startLiveApi(userId: string, tokenS: number): Promise<LiveApi> {
  const clock = { now: () => Date.now() };
  const provider = await startTestProvider({ clock, accessTokenTtlS: tokenS });
  const database = await createScratchDatabase();
  const hasura = await createHasuraLocal({
    project,
    seed: "demo",
    environment: {
      HASURA_GRAPHQL_DATABASE_URL: database.url,
      HASURA_GRAPHQL_SERVER_PORT: "0",
      HASURA_GRAPHQL_ADMIN_SECRET: "an-admin-secret",
      HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ jwk_url: `${provider.issuer}.well-known/jwks.json` }),
      FUNCTIONS_URL: "http://127.0.0.1:1",
      FUNCTIONS_SECRET: "not-called-here",
    },
  });
  const url = `${hasura.url}/v1/graphql`;
  const wsUrl = url.replace(/^http/, "ws");

  return {
    databaseUrl: database.url,

    async direct() {
      const listeners = new Set<(token: SourcedToken) => void>();
      const issue = async () => ({ token: (await provider.issue(userId)).accessToken });
      let held = await issue();
      let issued = 1;
      const renew = async (): Promise<void> => {
        held = await issue();
        issued++;
        for (const listener of listeners) listener(held);
      };
      const timer = setInterval(() => void renew(), (tokenS * 1000 * 2) / 3);
      const tokens: TokenSource = {
        get: () => Promise.resolve(held),
        refuse: () => undefined,
        onChange(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      };
      return {
        url,
        wsUrl,
        webSocket: WebSocket,
        tokens,
        issued: () => issued,
        close: () => Promise.resolve(clearInterval(timer)),
      };
    },

    async gateway() {
      const origin = "https://app.test";
      const options = {
        issuer: allowInsecureIssuer(provider.issuer),
        clientId: provider.clientId,
        clientSecret: new Secret("a-client-secret"),
        audience: provider.audience,
        appOrigin: origin,
        keys: [{ id: "k1", secret: Buffer.alloc(32, 7) }],
        paths: { afterLogin: "/" },
        clock,
        onLogin: ({ userId: id }: { userId: string }) => Promise.resolve({ id }),
      };
      const session = createAuthSession<{ id: string }>(options);
      const gateway = createGateway({ session, upstream: { http: url, ws: wsUrl } });
      const server = createServer();
      server.on("upgrade", (request, socket, head) => gateway.handleUpgrade(request, socket, head));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = `127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
      const jar = new CookieJar();
      const minted = await mintSession(options, {
        userId,
        user: { id: userId },
        ...(await provider.issue(userId)),
        expiresInS: tokenS,
      });
      jar.set(minted.name, minted.value);

      class BrowserSocket extends WebSocket {
        constructor(target: string, protocols: string[]) {
          super(target, protocols, { headers: { origin, cookie: jar.header } });
        }
      }
      const before = provider.hits.refresh;
      return {
        url: `http://${address}`,
        wsUrl: `ws://${address}`,
        webSocket: BrowserSocket,
        onRenewRequest() {
          const request = new Request(`${origin}/auth/renew`, {
            method: "POST",
            body: "{}",
            headers: {
              origin,
              cookie: jar.header,
              "content-type": "application/json",
              "x-session-renewal": "1",
            },
          });
          void session.renew(request).then((response) => jar.take(response));
        },
        issued: () => provider.hits.refresh - before + 1,
        async close() {
          await gateway.close();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },

    async close() {
      await hasura.close();
      await database.drop();
      await provider.close();
    },
  };
}
