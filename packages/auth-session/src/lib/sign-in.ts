import { randomBytes } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import { Authenticator } from "remix-auth";
import { type Config, originOf } from "./config.ts";
import { AuthSessionError } from "./errors.ts";
import { createIdTokenValidator, type IdTokenClaims } from "./id-token.ts";
import { tokenExpiry, unverifiedClaims } from "./jwt-claims.ts";
import { type LoginParams, withLoginParams } from "./login-params.ts";
import { markPrivate } from "./opened-request.ts";
import type { LoginContext } from "./options.ts";
import { type ProviderSignIn, ProviderStrategy } from "./provider-strategy.ts";
import { sealSession, sessionSetCookie } from "./session-cookie.ts";
import type { SealedSession, SessionRecord } from "./session-record.ts";
import { rememberReturnTo, SignInError } from "./sign-in-failure.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";
import { createTransactions } from "./transactions.ts";

/** What {@link createSignIn} works with. */
export interface SignInParts<U> {
  config: Config;
  clientId: string;
  endpoint: TokenEndpoint;
  /** The session a request brings, if it is alive. */
  readLive: (request: Request) => Promise<SealedSession | null>;
  /** Ends a session that another one replaces. */
  endSession: (session: SealedSession) => Promise<unknown>;
  onLogin: (context: LoginContext) => Promise<U>;
}

/** Both halves of a sign-in. */
export interface SignIn {
  login(request: Request, params?: LoginParams): Promise<Response>;
  callback(request: Request): Promise<Response>;
}

const ON_LOGIN_TIMEOUT_MS = 10_000;

/**
 * @param parts Configuration, provider and the app's hook.
 * @returns Both halves of a sign-in.
 */
export function createSignIn<U>(parts: SignInParts<U>): SignIn {
  const { config, clientId, endpoint, readLive, endSession, onLogin } = parts;
  const transactions = createTransactions(config);
  const validateIdToken = createIdTokenValidator(config, clientId);
  const authenticator = new Authenticator<ProviderSignIn>();
  for (const origin of config.origins) {
    const redirectUri = origin + config.paths.callback;
    authenticator.use(
      new ProviderStrategy({ config, clientId, redirectUri, endpoint, transactions, validateIdToken }),
      origin,
    );
  }

  async function establish({ tokens, idToken }: ProviderSignIn): Promise<SealedSession> {
    const accessToken = tokens.accessToken();
    checkAccessToken(config, accessToken, idToken.sub);
    const nowS = Math.floor(config.clock.now() / 1000);
    const user = await onLogin(loginContext(idToken, accessToken)).catch((cause: unknown) => {
      throw new SignInError("refused", "onLogin failed.", { cause });
    });
    const record: SessionRecord = {
      sid: randomBytes(16).toString("base64url"),
      userId: idToken.sub,
      generation: 0,
      createdAt: nowS,
      rotatedAt: nowS,
      accessToken,
      tokenExpiresAt: tokenExpiry(accessToken, tokens.accessTokenExpiresInSeconds(), nowS),
      refreshToken: tokens.hasRefreshToken() ? tokens.refreshToken() : null,
      providerSid: text(idToken["sid"]) ?? null,
      authTime: typeof idToken["auth_time"] === "number" ? idToken["auth_time"] : null,
      user,
    };
    return sealSession(config, record);
  }

  async function complete(request: Request): Promise<Response> {
    const signIn = await authenticator.authenticate(originOf(config, request), request);
    let session: SealedSession;
    try {
      session = await establish(signIn);
    } catch (error) {
      // Nobody will use these tokens: don't leave them valid.
      if (signIn.tokens.hasRefreshToken()) await endpoint.revoke(signIn.tokens.refreshToken());
      throw rememberReturnTo(asFailure(error), signIn.returnTo);
    }
    // The browser has room for one session: what it held before would live on unseen, sockets and all.
    const former = await readLive(request);
    if (former) await endSession(former);
    const { record, sealed } = session;
    const refreshable = record.refreshToken !== null;
    config.log({ type: "signed-in", userId: record.userId, refreshable, cookieBytes: sealed.length });
    const headers = new Headers({ location: signIn.returnTo });
    headers.append("set-cookie", sessionSetCookie(config, session));
    return new Response(null, { status: 303, headers });
  }

  /** The page that shows a failure never starts a login by itself, so a provider that always refuses makes no loop. */
  function pageFor({ code, returnTo }: SignInError): string {
    const query = new URLSearchParams({ error: code });
    if (returnTo !== null && returnTo !== config.paths.afterLogin) query.set("returnTo", returnTo);
    return `${config.paths.signIn}?${query.toString()}`;
  }

  return {
    async login(request, params = {}) {
      // A page that is only being prefetched must not leave a transaction behind.
      const purpose = request.headers.get("sec-purpose") ?? request.headers.get("purpose") ?? "";
      if (purpose.includes("prefetch")) return privately(new Response(null, { status: 204 }));
      const url = withLoginParams(new URL(request.url), params);
      const starting = new Request(url, { headers: request.headers });
      try {
        await authenticator.authenticate(originOf(config, request), starting);
      } catch (thrown) {
        if (thrown instanceof Response) return privately(thrown);
        throw thrown;
      }
      throw new TypeError("login() was called for the callback path. Route that path to callback().");
    },

    async callback(request) {
      const url = new URL(request.url);
      const response = await complete(request).catch(async (error: unknown) => {
        const failure = asFailure(error);
        config.log({ type: "sign-in-failed", code: failure.code, reason: failure.message });
        // The back button, or a second click: this sign-in has served its purpose already.
        const isDone = failure.code === "expired" && (await readLive(request)) !== null;
        return new Response(null, {
          status: 303,
          headers: { location: isDone ? config.paths.afterLogin : pageFor(failure) },
        });
      });
      const state = url.searchParams.get("state");
      if (state !== null) response.headers.append("set-cookie", transactions.discard(state));
      return privately(response);
    },
  };
}

function asFailure(error: unknown): SignInError {
  if (error instanceof SignInError) return error;
  if (error instanceof AuthSessionError) return new SignInError("refused", error.message, { cause: error });
  throw error;
}

/** The API would refuse such a token on every page: better to say so once, at sign-in. */
function checkAccessToken(config: Config, token: string, userId: string): void {
  const claims = unverifiedClaims(token);
  if (!claims) return;
  const audiences = [claims["aud"]].flat();
  if (!audiences.includes(config.audience)) {
    throw new SignInError(
      "invalid",
      `The access token is not for the audience ${config.audience}. Check the API in the tenant.`,
    );
  }
  if (claims["sub"] !== userId)
    throw new SignInError("invalid", "Access token and ID token name different people.");
}

function loginContext(idToken: IdTokenClaims, accessToken: string): LoginContext {
  return {
    userId: idToken.sub,
    profile: {
      name: text(idToken["name"]),
      nickname: text(idToken["nickname"]),
      email: text(idToken["email"]),
      emailVerified: idToken["email_verified"] === true,
      picture: text(idToken["picture"]),
    },
    idTokenClaims: idToken,
    accessToken: new Secret(accessToken),
    signal: AbortSignal.timeout(ON_LOGIN_TIMEOUT_MS),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function privately(response: Response): Response {
  markPrivate(response.headers);
  return response;
}
