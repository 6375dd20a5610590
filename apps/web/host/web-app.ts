import { randomBytes } from "node:crypto";

import { crossSiteReason, LeakError, type AuthSession } from "@potluck/auth-session";
import type { Gateway } from "@potluck/auth-session/gateway";
import { withAuth } from "@potluck/auth-session/remix";
import { createRequestHandler, type AppLoadContext, type ServerBuild } from "@remix-run/server-runtime";

import type { Person, SignInMethod } from "../app/load-context.ts";
import type { ApiAccess } from "../app/services/api-access.ts";
import { connectOrigins } from "./api-access.ts";
import { compress } from "./compress.ts";
import { withSecurityHeaders } from "./security-headers.ts";

/** What {@link createWebApp} is made of. */
export interface WebAppOptions {
  /** The Remix build; a function in development, where it changes. */
  build: ServerBuild | (() => Promise<ServerBuild>);
  authSession: AuthSession<Person>;
  /** Null where browsers reach the API themselves. */
  gateway: Gateway | null;
  graphqlUrl: URL;
  /** How browsers reach the API; through the gateway when absent. */
  apiAccess?: ApiAccess;
  /** How people sign in; on the provider's pages when absent. */
  signIn?: SignInMethod;
  /** Origin of the identity provider, to which signing in and out on its pages redirects. */
  issuerOrigin: string;
  development: boolean;
  /** Whether people reach the app over https. */
  secure: boolean;
  logError: (error: unknown, request: Request) => void;
}

/** Called by the identity provider itself, which brings no cookie, and is believed for what it has signed. */
const FROM_NO_PAGE = new Set(["/auth/backchannel-logout"]);

/**
 * The whole app as one Fetch handler: health, the GraphQL gateway over HTTP, and the Remix routes.
 *
 * @param options Its parts.
 * @returns A handler that answers every request and never rejects.
 */
export function createWebApp(options: WebAppOptions): (request: Request) => Promise<Response> {
  const { authSession, gateway, graphqlUrl, issuerOrigin, development, secure, logError } = options;
  const remix = createRequestHandler(options.build, development ? "development" : "production");
  const apiAccess = options.apiAccess ?? { mode: "gateway" };
  const signIn = options.signIn ?? "provider";
  const formActionOrigins = signIn === "provider" ? [issuerOrigin] : [];
  const csp = { formActionOrigins, connectOrigins: connectOrigins(apiAccess), development };

  const page = withAuth(authSession, async (request, openSession) => {
    // Every action of every route is guarded here, so that none can forget to.
    const isRead = request.method === "GET" || request.method === "HEAD";
    const isFromNoPage = FROM_NO_PAGE.has(new URL(request.url).pathname);
    if (!isRead && !isFromNoPage && crossSiteReason(request, { origins: authSession.origins }) !== null) {
      return new Response(
        "This request did not come from one of our own pages. Open the page again and retry.",
        {
          status: 403,
          headers: {
            "Content-Type": "text/plain; charset=utf-8",
            // Whether the session was read before it went wrong, nobody knows here.
            "Cache-Control": "private, no-store",
            Vary: "Cookie",
          },
        },
      );
    }
    const context: AppLoadContext = {
      openSession,
      authSession,
      graphqlUrl,
      apiAccess,
      signIn,
      cspNonce: randomBytes(16).toString("base64url"),
      csp,
      logError,
    };
    return remix(request, context);
  });

  async function route(request: Request): Promise<Response> {
    switch (new URL(request.url).pathname) {
      case "/healthz":
        return new Response("ok", { headers: { "Cache-Control": "no-store" } });
      case "/graphql":
        return gateway ? gateway.handleHttp(request) : new Response("Not found.", { status: 404 });
      default:
        return page(request);
    }
  }

  return async (request) => {
    let response: Response;
    try {
      response = await authSession.screen(request, await route(request));
    } catch (error) {
      logError(error, request);
      const isOurs = development && error instanceof LeakError;
      response = new Response(
        isOurs
          ? error.message
          : "Something went wrong on our side. Nothing you saved is lost; please try again.",
        {
          status: 500,
          headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
        },
      );
    }
    // What went wrong now may be right in a moment: no cache keeps an error unless a route asks for it.
    if (response.status >= 400 && !response.headers.has("Cache-Control")) {
      response.headers.set("Cache-Control", "no-store");
    }
    return compress(request, withSecurityHeaders(response, { secure }));
  };
}
