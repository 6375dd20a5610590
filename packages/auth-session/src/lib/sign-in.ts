import type { JWTVerifyGetKey } from "jose";
import { Authenticator } from "remix-auth";
import { type Config, originOf } from "./config.ts";
import { AuthSessionError } from "./errors.ts";
import { establishSession } from "./establish-session.ts";
import { createIdTokenValidator } from "./id-token.ts";
import { type HintName, type LoginParams, withLoginParams } from "./login-params.ts";
import { markPrivate } from "./opened-request.ts";
import type { LoginContext } from "./options.ts";
import { type ProviderSignIn, ProviderStrategy } from "./provider-strategy.ts";
import { sessionSetCookie } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";
import { rememberReturnTo, SignInError } from "./sign-in-failure.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";
import { createTransactions } from "./transactions.ts";
import type { UseOnce } from "./use-once.ts";

/** What {@link createSignIn} works with. */
export interface SignInParts<U> {
  config: Config;
  clientId: string;
  endpoint: TokenEndpoint;
  /** The provider's keys. */
  keys: JWTVerifyGetKey;
  /** Records which sign-ins were completed. */
  useOnce: UseOnce;
  /** Login parameters that links may carry. */
  linkParams: readonly HintName[];
  /** The session a request brings, if it is alive. */
  readLive: (request: Request) => Promise<SealedSession | null>;
  /** Ends a session that another one replaces. */
  endReplaced: (session: SealedSession) => Promise<void>;
  onLogin: (context: LoginContext) => Promise<U>;
}

/** Both halves of a sign-in. */
export interface SignIn {
  login(request: Request, params?: LoginParams): Promise<Response>;
  callback(request: Request): Promise<Response>;
}

/**
 * @param parts Configuration, provider and the app's hook.
 * @returns Both halves of a sign-in.
 */
export function createSignIn<U>(parts: SignInParts<U>): SignIn {
  const { config, clientId, endpoint, readLive, endReplaced, onLogin } = parts;
  const transactions = createTransactions(config, parts.useOnce);
  const validateIdToken = createIdTokenValidator(config, clientId, parts.keys);
  const authenticator = new Authenticator<ProviderSignIn>();
  for (const origin of config.origins) {
    const redirectUri = origin + config.paths.callback;
    authenticator.use(
      new ProviderStrategy({ config, clientId, redirectUri, endpoint, transactions, validateIdToken }),
      origin,
    );
  }

  async function complete(request: Request): Promise<Response> {
    const signIn = await authenticator.authenticate(originOf(config, request), request);
    const former = await readLive(request);
    let session: SealedSession;
    try {
      if (signIn.isStepUp && former && former.record.userId !== signIn.idToken.sub) {
        throw new SignInError("other-person", "Somebody else proved who they are.");
      }
      session = await establishSession(config, signIn, onLogin);
    } catch (error) {
      // Nobody will use these tokens: don't leave them valid.
      if (signIn.tokens.hasRefreshToken()) await endpoint.revoke(signIn.tokens.refreshToken());
      throw rememberReturnTo(asFailure(error), signIn.returnTo);
    }
    // The browser has room for one session: what it held before would live on unseen, sockets and all.
    if (former) await endReplaced(former);
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

  function failed(failure: SignInError, location = pageFor(failure)): Response {
    config.log({ type: "sign-in-failed", code: failure.code, reason: failure.message });
    return new Response(null, { status: 303, headers: { location } });
  }

  return {
    async login(request, params = {}) {
      // A page that is only being prefetched must not leave a transaction behind.
      const purpose = request.headers.get("sec-purpose") ?? request.headers.get("purpose") ?? "";
      if (purpose.includes("prefetch")) return privately(new Response(null, { status: 204 }));
      const url = withLoginParams(new URL(request.url), params, parts.linkParams);
      const starting = new Request(url, { headers: request.headers });
      try {
        await authenticator.authenticate(originOf(config, request), starting);
      } catch (thrown) {
        if (thrown instanceof Response) return privately(thrown);
        return privately(failed(asFailure(thrown)));
      }
      throw new TypeError("login() was called for the callback path. Route that path to callback().");
    },

    async callback(request) {
      const url = new URL(request.url);
      const response = await complete(request).catch(async (error: unknown) => {
        const failure = asFailure(error);
        // The back button, or a second click: this sign-in has served its purpose already.
        const isDone = failure.code === "expired" && (await readLive(request)) !== null;
        return failed(failure, isDone ? config.paths.afterLogin : pageFor(failure));
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

function privately(response: Response): Response {
  markPrivate(response.headers);
  return response;
}
