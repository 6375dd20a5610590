import type { Config } from "./config.ts";
import { AuthSessionError } from "./errors.ts";
import { establishSession } from "./establish-session.ts";
import type { LoginParams } from "./login-params.ts";
import { privately } from "./opened-request.ts";
import type { LoginContext } from "./options.ts";
import type { ConfirmedSignIn, Provider } from "./provider.ts";
import { sessionSetCookie } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";
import { rememberReturnTo, SignInError } from "./sign-in-failure.ts";

/** What {@link createSignIn} works with. */
export interface SignInParts<U> {
  config: Config;
  provider: Provider;
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
  const { config, provider, readLive, endReplaced, onLogin } = parts;
  const flow = provider.signIn;

  async function complete(request: Request, signIn: ConfirmedSignIn): Promise<Response> {
    const former = await readLive(request);
    let session: SealedSession;
    try {
      if (signIn.isStepUp && former && former.record.userId !== signIn.userId) {
        throw new SignInError("other-person", "Somebody else proved who they are.");
      }
      session = await establishSession(config, signIn, onLogin);
    } catch (error) {
      // Nobody will use these tokens: don't leave them valid.
      if (signIn.tokens.refreshToken !== null) await provider.revoke(signIn.tokens.refreshToken);
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

  /** The attempt is over, well or not. */
  function ended(request: Request, response: Response): Response {
    for (const cookie of flow.forget(request)) response.headers.append("set-cookie", cookie);
    return privately(response);
  }

  return {
    async login(request, params = {}) {
      // A page that is only being prefetched must not leave anything behind.
      const purpose = request.headers.get("sec-purpose") ?? request.headers.get("purpose") ?? "";
      if (purpose.includes("prefetch")) return privately(new Response(null, { status: 204 }));
      try {
        const started = await flow.start(request, params);
        if (started instanceof Response) return privately(started);
        return ended(request, await complete(request, started));
      } catch (error) {
        return ended(request, failed(asFailure(error)));
      }
    },

    async callback(request) {
      try {
        const signIn = await flow.finish(request);
        if (!signIn) return privately(new Response("Not found.", { status: 404 }));
        return ended(request, await complete(request, signIn));
      } catch (error) {
        const failure = asFailure(error);
        // The back button, or a second click: this sign-in has served its purpose already.
        const isDone = failure.code === "expired" && (await readLive(request)) !== null;
        return ended(request, failed(failure, isDone ? config.paths.afterLogin : pageFor(failure)));
      }
    },
  };
}

function asFailure(error: unknown): SignInError {
  if (error instanceof SignInError) return error;
  if (error instanceof AuthSessionError) return new SignInError("refused", error.message, { cause: error });
  throw error;
}
