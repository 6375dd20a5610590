import type { AuthRequest } from "./auth-request.ts";
import { createBackchannelLogout } from "./backchannel-logout.ts";
import type { Config } from "./config.ts";
import { endReplacedSession } from "./end-session.ts";
import { createEndedSessions } from "./ended-sessions.ts";
import type { LoginParams } from "./login-params.ts";
import { openRequest, type OpenOptions, readLiveSession } from "./open-request.ts";
import { createLeakScreen } from "./leaks/leak-screen.ts";
import type { SessionOptions } from "./options.ts";
import type { Provider } from "./provider.ts";
import { createRefresher } from "./refresher.ts";
import { answerRenewal } from "./renewal-endpoint.ts";
import { createLeases, type Leases } from "./session-lease.ts";
import { createMemorySessionStore } from "./memory-session-store.ts";
import { createSharedRotations } from "./shared-rotations.ts";
import { createSignIn } from "./sign-in.ts";
import { type LogoutOptions, signOut } from "./sign-out.ts";

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
  /**
   * Starts a sign-in: a redirect to the provider. Login parameters in the query are honoured; `params` win. Where people type their
   * password into a form of the app's own, it answers that form, as `callback` does.
   */
  login(request: Request, params?: LoginParams): Promise<Response>;
  /**
   * Ends a sign-in: a redirect to where it began, or to the sign-in page with `?error=` ({@link SignInFailureCode}). 404 where people
   * never leave the app, so that there is nothing to come back from.
   */
  callback(request: Request): Promise<Response>;
  /** Signs out, here or everywhere. POST from our own pages only. */
  logout(request: Request, options?: LogoutOptions): Promise<Response>;
  /**
   * Ends sessions on the provider's word (OpenID Connect Back-Channel Logout): register its address there as the logout URI. Answers 200 or
   * 400; believes the signed token alone, so that it needs no guard of the app's. 404 where the provider sends no such requests.
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

/** What {@link composeSession} is made of. */
export interface SessionParts<U> {
  config: Config;
  provider: Provider;
  options: SessionOptions<U>;
}

/**
 * Puts the sessions of an app together, whichever provider people sign in with.
 *
 * @param parts Configuration, provider and the options that both come from.
 * @returns The sessions.
 * @throws {AuthSessionError} `SESSION_CONFIG`; the message names the option at fault.
 */
export function composeSession<U>({ config, provider, options }: SessionParts<U>): AuthSession<U> {
  const ended = createEndedSessions(config, options.sessions ?? createMemorySessionStore());
  const shared = options.rotations ? createSharedRotations(config, provider.grant, options.rotations) : null;
  const refresher = createRefresher({ config, provider, ended, shared });
  const opening = { config, refresher, ended };
  const ending = { config, provider, ended, refresher };
  const signIn = createSignIn<U>({
    config,
    provider,
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
    logout: (request, logoutOptions) => signOut(ending, request, logoutOptions),
    backchannelLogout: createBackchannelLogout({ config, provider, ended }),
    renew: (request) => answerRenewal(config, request, () => open(request), false),
    token: (request) =>
      options.browserTokens === true
        ? answerRenewal(config, request, () => open(request), true)
        : Promise.resolve(new Response("Not found.", { status: 404 })),
    screen: createLeakScreen({
      config,
      shared: provider.secrets,
      keys: options.keys,
      browserTokens: options.browserTokens === true,
      newest: ({ record }) => refresher.memo.newer(record),
      leaks: options.leaks ?? {},
    }),
    leases: createLeases(opening),
  };
}
