import type { AuthRequest } from "./auth-request.ts";
import { createBackchannelLogout } from "./backchannel-logout.ts";
import { resolveConfig } from "./config.ts";
import { endReplacedSession } from "./end-session.ts";
import { createEndedSessions } from "./ended-sessions.ts";
import { HINT_NAMES, type LoginParams } from "./login-params.ts";
import { openRequest, type OpenOptions, readLiveSession } from "./open-request.ts";
import { createLeakScreen } from "./leaks/leak-screen.ts";
import type { AuthSessionOptions } from "./options.ts";
import { createProviderKeys } from "./provider-keys.ts";
import { createRefresher } from "./refresher.ts";
import { answerRenewal } from "./renewal-endpoint.ts";
import { createLeases, type Leases } from "./session-lease.ts";
import { createMemorySessionStore } from "./memory-session-store.ts";
import { createSharedRotations } from "./shared-rotations.ts";
import { createSignIn } from "./sign-in.ts";
import { type LogoutOptions, signOut } from "./sign-out.ts";
import { createTokenEndpoint } from "./token-endpoint.ts";
import { createMemoryUseOnce } from "./use-once.ts";

/** Sessions of an app: who sent a request, and a fresh access token for it. Web standards only. */
export interface AuthSession<U> {
  /** The app's origins, the main one first. */
  readonly origins: readonly string[];
  /**
   * Whether an end is recorded where every process sees it and a restart does not forget it (a shared `sessions` store). If not,
   * sessions that are ended from outside their own browser end in this process, and for as long as it runs.
   */
  readonly endsSharedSessions: boolean;
  /**
   * Finds out who sent a request. Refreshes the token first when it is about to expire, so that nothing changes during
   * the render. A bad cookie is nobody; it never throws because of one.
   */
  open(request: Request, options?: OpenOptions): Promise<AuthRequest<U>>;
  /** Starts a sign-in: a redirect to the provider. Login parameters in the query are honoured; `params` win. */
  login(request: Request, params?: LoginParams): Promise<Response>;
  /** Ends a sign-in: a redirect to where it began, or to the sign-in page with `?error=` ({@link SignInFailureCode}). */
  callback(request: Request): Promise<Response>;
  /** Signs out, here or everywhere. POST from our own pages only. */
  logout(request: Request, options?: LogoutOptions): Promise<Response>;
  /**
   * Ends sessions on the provider's word (OpenID Connect Back-Channel Logout): register its address there as the logout URI. Answers 200 or
   * 400; believes the signed token alone, so that it needs no guard of the app's.
   */
  backchannelLogout(request: Request): Promise<Response>;
  /** For the page's script: renews the session when due. Guarded POST, see {@link RenewalAnswer}. */
  renew(request: Request): Promise<Response>;
  /** For the page's script in direct mode: as `renew`, with the access token. 404 unless `browserTokens` is on. */
  token(request: Request): Promise<Response>;
  /**
   * Looks through a response, as the last thing before it is sent (and compressed), for secrets of its session and of ours:
   * refresh token, access token, the session cookie's value outside its own header, client secret, session keys, and those
   * of `leaks.secrets`. What then happens says `leaks.action`.
   *
   * @param request The request it answers.
   * @param response The response, with all its headers.
   * @returns The response to send.
   * @throws {LeakError} `SESSION_LEAK`, with `leaks.action` `throw`; the message says where, never what.
   */
  screen(request: Request, response: Response): Promise<Response>;
  /** For holders that outlive a request; the gateway is one. */
  readonly leases: Leases;
}

/**
 * Creates the sessions of an app.
 *
 * @param options Provider, keys, lifetimes and the app's hook.
 * @returns The sessions.
 * @throws {AuthSessionError} `SESSION_CONFIG` or `SESSION_INSECURE_ISSUER`; the message names the option at fault.
 */
export function createAuthSession<U>(options: AuthSessionOptions<U>): AuthSession<U> {
  const config = resolveConfig(options);
  const ended = createEndedSessions(config, options.sessions ?? createMemorySessionStore());
  const shared = options.rotations ? createSharedRotations(config, options.rotations) : null;
  const { clientId, clientSecret } = options;
  const endpoint = createTokenEndpoint({
    provider: config.provider,
    resource: config.resource,
    clientId,
    clientSecret,
    clientAuthentication: options.clientAuthentication ?? "post",
    fetch: config.fetch,
    timeoutMs: config.timeoutMs,
  });
  const refresher = createRefresher({ config, endpoint, ended, shared });
  const opening = { config, refresher, ended };
  const ending = { config, endpoint, ended, refresher };
  const keys = createProviderKeys(config);
  const useOnce = options.useOnce ?? createMemoryUseOnce(() => config.clock.now());
  const signIn = createSignIn<U>({
    config,
    clientId,
    endpoint,
    keys,
    useOnce,
    linkParams: options.linkParams ?? HINT_NAMES,
    readLive: async (request) => {
      const presented = await readLiveSession(opening, request);
      return presented.state === "live" ? presented.session : null;
    },
    endReplaced: (former) => endReplacedSession(ending, former),
    onLogin: async (context) => options.onLogin(context),
  });
  const open = (request: Request, openOptions?: OpenOptions) => openRequest<U>(opening, request, openOptions);

  return {
    origins: config.origins,
    endsSharedSessions: ended.isShared,
    open,
    login: (request, params) => signIn.login(request, params),
    callback: (request) => signIn.callback(request),
    logout: (request, logoutOptions) => signOut({ ...ending, clientId }, request, logoutOptions),
    backchannelLogout: createBackchannelLogout({ config, clientId, keys, ended, useOnce }),
    renew: (request) => answerRenewal(config, request, () => open(request), false),
    token: (request) =>
      options.browserTokens === true
        ? answerRenewal(config, request, () => open(request), true)
        : Promise.resolve(new Response("Not found.", { status: 404 })),
    screen: createLeakScreen({
      config,
      clientSecret,
      keys: options.keys,
      browserTokens: options.browserTokens === true,
      newest: ({ record }) => refresher.memo.newer(record),
      leaks: options.leaks ?? {},
    }),
    leases: createLeases(opening),
  };
}
