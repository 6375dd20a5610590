import { createHash } from "node:crypto";
import { HASURA_CLAIMS_NAMESPACE, type HasuraClaims, hasuraClaims } from "@potluck/contracts";
import { Secret } from "@potluck/contracts/secret";
import type { AuthRequest, AuthStatus } from "./auth-request.ts";
import type { Config } from "./config.ts";
import { AuthSessionError } from "./errors.ts";
import { unverifiedClaims } from "./jwt-claims.ts";
import { missingProof, MULTI_FACTOR_ACR, type ProofDemand } from "./login-proof.ts";
import { sessionTimes } from "./session-cookie.ts";
import type { SessionRecord } from "./session-record.ts";

/** What opening a request found out. */
export interface OpenedState {
  status: AuthStatus;
  /** Null when the status is `anonymous`, and when it is `unavailable` because nobody can tell whether the session was ended. */
  record: SessionRecord | null;
  /** The `Set-Cookie` value this request's response has to carry, if any. */
  setCookie: string | null;
  retryAfterMs: number;
  /** Where to come back to after signing in. */
  returnTo: string;
  /** Headers of redirects that only a document request can follow: they end at the provider. */
  documentRedirect: Readonly<Record<string, string>>;
}

/**
 * The one implementation of {@link AuthRequest}.
 *
 * @param config The configuration.
 * @param state What opening the request found out.
 * @returns The request's session.
 */
export function createAuthRequest<U>(config: Config, state: OpenedState): AuthRequest<U> {
  let wasRead = false;
  const read = (): SessionRecord | null => {
    wasRead = true;
    return state.record;
  };
  const timesOf = (record: SessionRecord | null) => (record ? sessionTimes(config, record) : null);

  function unavailable(): Response {
    return new Response(
      "Signing in again is not needed, but the session cannot be checked or renewed at the moment. Try again shortly.",
      {
        status: 503,
        headers: { "retry-after": retryAfter(state) },
      },
    );
  }

  function accessToken(): Secret {
    const record = read();
    if (state.status === "unavailable") throw unavailable();
    if (!record)
      throw new AuthSessionError(
        "SESSION_ANONYMOUS",
        "Nobody is signed in. Call requireUser() before accessToken().",
      );
    return new Secret(record.accessToken);
  }

  function requireUser(): U {
    const record = read();
    if (state.status === "unavailable") throw unavailable();
    if (!record) throw signInRedirect(config, state.returnTo);
    return record.user as U;
  }

  function requireProof(demand: ProofDemand): U {
    const user = requireUser();
    const { record } = state;
    if (!record || missingProof(record, demand, config.clock.now() / 1000) === null) return user;
    throw stepUpRedirect(config, state, demand);
  }

  const auth: AuthRequest<U> = {
    get status() {
      read();
      return state.status;
    },
    get user() {
      return (read()?.user ?? null) as U | null;
    },
    get userId() {
      return read()?.userId ?? null;
    },
    get sessionId() {
      const record = read();
      return record && createHash("sha256").update(record.sid).digest("base64url").slice(0, 22);
    },
    get claims() {
      return claimsOf(read());
    },
    get expiresAt() {
      return timesOf(read())?.tokenExpiresAt ?? null;
    },
    get renewAt() {
      return timesOf(read())?.renewAt ?? null;
    },
    accessToken,
    requireUser,
    requireRole(role) {
      const user = requireUser();
      if (claimsOf(state.record)?.["x-hasura-allowed-roles"].includes(role)) return user;
      throw new Response(`This needs the role "${role}".`, { status: 403 });
    },
    requireRecent: (maxAgeS) => requireProof({ maxAgeS }),
    requireMultiFactor: ({ maxAgeS, acr = MULTI_FACTOR_ACR } = {}) =>
      requireProof({ maxAgeS, acrValues: [acr] }),
    seal(response) {
      const setCookie =
        state.setCookie !== null && !setsCookie(response, config.names.session) ? state.setCookie : null;
      if (!wasRead && setCookie === null) return response;
      return withHeaders(response, (headers) => {
        if (setCookie !== null) headers.append("set-cookie", setCookie);
        if (response.status === 503 && state.status === "unavailable")
          headers.set("retry-after", retryAfter(state));
        markPrivate(headers);
      });
    },
  };
  const refuse = () => {
    throw new TypeError("The session of a request cannot be serialised. Return the fields the page needs.");
  };
  // Loader data is made with JSON.stringify, or by copying properties (turbo-stream): the whole object must refuse.
  Object.defineProperty(auth, "toJSON", { value: refuse });
  Object.defineProperty(auth, "session", { enumerable: true, get: refuse });
  return Object.freeze(auth);
}

function retryAfter(state: OpenedState): string {
  return String(Math.max(1, Math.ceil(state.retryAfterMs / 1000)));
}

function claimsOf(record: SessionRecord | null): HasuraClaims | null {
  const claims = record && unverifiedClaims(record.accessToken)?.[HASURA_CLAIMS_NAMESPACE];
  return hasuraClaims.safeParse(claims).data ?? null;
}

/** A redirect to the app's own sign-in page: same origin, so that it is safe as an answer to a data request too. */
function signInRedirect(config: Config, returnTo: string): Response {
  const query =
    returnTo === config.paths.afterLogin ? "" : `?${new URLSearchParams({ returnTo }).toString()}`;
  return new Response(null, { status: 302, headers: { location: `${config.paths.signIn}${query}` } });
}

/** To the provider, by way of our own login path. */
function stepUpRedirect(config: Config, state: OpenedState, { maxAgeS, acrValues }: ProofDemand): Response {
  const query = new URLSearchParams({ returnTo: state.returnTo });
  if (maxAgeS !== undefined) query.set("max_age", String(Math.max(0, Math.floor(maxAgeS))));
  if (acrValues !== undefined) query.set("acr_values", acrValues.join(" "));
  const location = `${config.paths.login}?${query.toString()}`;
  return new Response(null, { status: 302, headers: { ...state.documentRedirect, location } });
}

function setsCookie(response: Response, name: string): boolean {
  return response.headers.getSetCookie().some((cookie) => cookie.startsWith(`${name}=`));
}

/**
 * Marks a response as one viewer's own: no shared or browser cache may keep it (RFC 9111, section 5.2.2).
 *
 * @param headers The response's headers; changed in place.
 */
export function markPrivate(headers: Headers): void {
  headers.set("cache-control", "private, no-store");
  const vary = headers.get("vary") ?? "";
  if (!/(?:^|,)\s*(?:cookie|\*)\s*(?:,|$)/i.test(vary)) headers.append("vary", "Cookie");
}

/**
 * @param response A response whose headers can be changed.
 * @returns The same, marked by {@link markPrivate}.
 */
export function privately(response: Response): Response {
  markPrivate(response.headers);
  return response;
}

function withHeaders(response: Response, change: (headers: Headers) => void): Response {
  try {
    change(response.headers);
    return response;
  } catch (error) {
    // Responses of Response.redirect() and fetch() have immutable headers.
    if (!(error instanceof TypeError)) throw error;
    const headers = new Headers(response.headers);
    change(headers);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }
}
