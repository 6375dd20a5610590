import type { AuthRequest, AuthSession } from "@potluck/auth-session";

import type { ApiAccess } from "./services/api-access.ts";
import type { ContentSecurityPolicyContext } from "./services/content-security-policy.server.ts";

/** What pages know of the signed-in person; written by the sign-in callback, sealed into the session cookie. */
export interface Person {
  /** Subject at the identity provider, and key of the row in `users`. */
  id: string;
  name: string;
  /** What the person has told the sign-in service about their food, as of the last sign-in. */
  diet?: string;
}

/** How people sign in: on the identity provider's pages, or by a form of ours that passes their password on to it. */
export type SignInMethod = "provider" | "password";

declare module "@remix-run/server-runtime" {
  interface AppLoadContext {
    /** Opens the session of this request, once; a response to a request that called it is never cached. */
    openSession(): Promise<AuthRequest<Person>>;
    /** The sign-in flow itself, for the routes under /auth. */
    authSession: AuthSession<Person>;
    /** Where GraphQL is answered, as seen from this server. */
    graphqlUrl: URL;
    /** How browsers reach it. */
    apiAccess: ApiAccess;
    /** How people sign in. */
    signIn: SignInMethod;
    /** A fresh nonce for the inline scripts of this response. */
    cspNonce: string;
    /** What the Content-Security-Policy depends on. */
    csp: ContentSecurityPolicyContext;
    /** Reports an error that no route expected. */
    logError(error: unknown, request: Request): void;
  }
  interface Future {
    v3_singleFetch: true;
  }
}
