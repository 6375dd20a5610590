import { withLoginParams } from "../login-params.ts";
import type { ConfirmedSignIn, SignInFlow } from "../provider.ts";
import { readText } from "../read-text.ts";
import { safeReturnTo } from "../return-to.ts";
import { crossSiteReason } from "../same-origin.ts";
import { rememberReturnTo, SignInError } from "../sign-in-failure.ts";
import { refuse } from "../sign-out.ts";
import { createAccessTokenVerifier } from "./access-token-verifier.ts";
import type { NhostAuthApi, NhostSession } from "./auth-api.ts";
import { createMfaTickets } from "./mfa-ticket.ts";
import type { NhostConfig } from "./nhost-config.ts";
import { profileOf, tokensOf } from "./nhost-session-parts.ts";

const MAX_BODY_BYTES = 8 * 1024;

/**
 * Sign-in by a form of the app's own sign-in page, which may be static: it posts `email`, `password` and `returnTo` to the
 * login path, and, when a second factor is asked for, `otp` and `returnTo`. What was typed is passed on and forgotten.
 *
 * @param config The configuration.
 * @param api The auth service.
 * @returns The flow. It has no callback: nobody leaves the app.
 */
export function createPasswordSignIn(config: NhostConfig, api: NhostAuthApi): SignInFlow {
  const { paths } = config;
  const tickets = createMfaTickets(config);
  const verify = createAccessTokenVerifier(config);
  const returnPath = (value: string | null) =>
    safeReturnTo(value, paths.afterLogin, [paths.login, paths.callback, paths.signIn]);

  /** Somebody followed a link, or a page asked for a fresh proof: the form is on the sign-in page. */
  function showForm(query: URLSearchParams): Response {
    // Who has a second factor is always asked for it. Who has none cannot reach what is asked for here.
    const error = query.has("acr_values") ? "insufficient" : null;
    return signInPage(returnPath(query.get("returnTo")), { error });
  }

  function signInPage(returnTo: string, more: Record<string, string | null>): Response {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(more)) if (value !== null) query.set(name, value);
    if (returnTo !== paths.afterLogin) query.set("returnTo", returnTo);
    const search = query.size > 0 ? `?${query.toString()}` : "";
    return new Response(null, { status: 303, headers: { location: paths.signIn + search } });
  }

  async function withPassword(request: Request, form: URLSearchParams, returnTo: string) {
    const email = form.get("email")?.trim() ?? "";
    const password = form.get("password") ?? "";
    if (email === "" || password === "") throw new SignInError("credentials", "The form is not complete.");
    const result = await api.signIn(email, password, config.clientAddress(request));
    if (!("ticket" in result)) return confirm(result, { multiFactor: false, returnTo });
    const response = signInPage(returnTo, { step: "code" });
    response.headers.append("set-cookie", await tickets.keep(result.ticket));
    return response;
  }

  async function withCode(request: Request, code: string, returnTo: string) {
    const ticket = await tickets.read(request);
    if (ticket === null) throw new SignInError("expired", "No sign-in that waits for a code is under way.");
    const session = await api.verifyTotp(ticket, code.replaceAll(/\s/g, ""), config.clientAddress(request));
    return confirm(session, { multiFactor: true, returnTo });
  }

  async function confirm(
    session: NhostSession,
    { multiFactor, returnTo }: { multiFactor: boolean; returnTo: string },
  ): Promise<ConfirmedSignIn> {
    const { user } = session;
    try {
      const { userId, issuedAt } = await verify(session.accessToken);
      if (user && user.id !== userId) {
        throw new SignInError("invalid", "Access token and user are different people.");
      }
      return {
        userId,
        profile: profileOf(user),
        claims: user ?? {},
        tokens: tokensOf(session),
        proof: { authTime: issuedAt, ...(multiFactor && { multiFactor }) },
        providerSid: null,
        returnTo,
        // Whoever typed the password is who is signed in afterwards: there is nobody else it could be mistaken for.
        isStepUp: false,
      };
    } catch (error) {
      // Nobody will use these tokens: don't leave them valid.
      await api.signOut(session.refreshToken);
      throw error;
    }
  }

  return {
    async start(request, params) {
      const { searchParams } = withLoginParams(new URL(request.url), params, []);
      if (request.method !== "POST") return showForm(searchParams);
      const reason = crossSiteReason(request, { origins: config.origins });
      if (reason) return refuse(config, "login", reason);
      const form = await readForm(request);
      if (!form) return new Response("Send the sign-in form, and nothing else.", { status: 400 });
      const returnTo = returnPath(params.returnTo ?? form.get("returnTo") ?? searchParams.get("returnTo"));
      const code = form.get("otp");
      const attempt =
        code === null ? withPassword(request, form, returnTo) : withCode(request, code, returnTo);
      return attempt.catch((error: unknown) => {
        throw rememberReturnTo(error, returnTo);
      });
    },
    finish: () => Promise.resolve(null),
    forget: (request) => tickets.forget(request),
  };
}

async function readForm(request: Request): Promise<URLSearchParams | null> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") return null;
  const text = await readText(request, MAX_BODY_BYTES);
  return text === null ? null : new URLSearchParams(text);
}
