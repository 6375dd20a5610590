import { randomBytes } from "node:crypto";
import { Auth0Strategy } from "remix-auth-auth0";
import type { Config } from "./config.ts";
import type { createIdTokenValidator, IdTokenClaims } from "./id-token.ts";
import { authorizationHints } from "./login-params.ts";
import { asOAuth2Tokens, type OAuth2Tokens } from "./oauth2-tokens.ts";
import { safeReturnTo } from "./return-to.ts";
import { rememberReturnTo, SignInError } from "./sign-in-failure.ts";
import { type TokenEndpoint, TokenEndpointError } from "./token-endpoint.ts";
import type { Transaction, Transactions } from "./transactions.ts";

/** A sign-in that the provider confirmed. */
export interface ProviderSignIn {
  tokens: OAuth2Tokens;
  idToken: IdTokenClaims;
  returnTo: string;
}

/** What {@link ProviderStrategy} works with. */
export interface ProviderStrategyParts {
  config: Config;
  clientId: string;
  redirectUri: string;
  endpoint: TokenEndpoint;
  transactions: Transactions;
  validateIdToken: ReturnType<typeof createIdTokenValidator>;
}

/**
 * remix-auth's Auth0 strategy with the parts replaced that decide about safety: endpoints come from one issuer URL, the
 * state lives in a sealed single-use cookie with a nonce, the answer's `iss` and the ID token are checked, and a callback
 * never starts another login.
 */
export class ProviderStrategy extends Auth0Strategy<ProviderSignIn> {
  readonly #parts: ProviderStrategyParts;

  constructor(parts: ProviderStrategyParts) {
    super(
      {
        domain: new URL(parts.config.endpoints.issuer).host,
        clientId: parts.clientId,
        // The base class prints its options when DEBUG asks for it, so it is not given the secret. It never needs it.
        clientSecret: "",
        redirectURI: parts.redirectUri,
        scopes: [...parts.config.scopes],
        audience: parts.config.audience,
      },
      () => Promise.reject(new TypeError("Sign-ins are completed by authenticate().")),
    );
    this.#parts = parts;
  }

  /**
   * @param request The callback, or any other request to start a sign-in; its query may carry login parameters.
   * @returns The confirmed sign-in.
   * @throws {Response} The redirect to the provider, for every request that is not the callback.
   * @throws {SignInError} When the callback proves no sign-in.
   */
  override async authenticate(request: Request): Promise<ProviderSignIn> {
    const url = new URL(request.url);
    if (url.pathname === this.#parts.config.paths.callback) return this.#complete(request, url.searchParams);
    throw await this.#start(request, url.searchParams);
  }

  async #start(request: Request, query: URLSearchParams): Promise<Response> {
    const { config, transactions } = this.#parts;
    const { state, codeVerifier, url } = this.createAuthorizationURL();
    url.search = this.authorizationParams(url.searchParams, request).toString();
    const nonce = randomBytes(24).toString("base64url");
    url.searchParams.set("nonce", nonce);
    const maxAge = url.searchParams.get("max_age");
    const { paths } = config;
    const cookies = await transactions.begin(request, {
      state,
      nonce,
      verifier: codeVerifier,
      returnTo: safeReturnTo(query.get("returnTo"), paths.afterLogin, [paths.login, paths.callback]),
      at: Math.floor(config.clock.now() / 1000),
      maxAge: maxAge === null ? undefined : Number(maxAge),
      organization: url.searchParams.get("organization") ?? undefined,
    });
    const headers = new Headers({ location: url.href });
    for (const cookie of cookies) headers.append("set-cookie", cookie);
    return new Response(null, { status: 302, headers });
  }

  async #complete(request: Request, query: URLSearchParams): Promise<ProviderSignIn> {
    const { transactions } = this.#parts;
    const transaction = await transactions.take(request, query.get("state") ?? "");
    if (!transaction) throw new SignInError("expired", "No sign-in under way belongs to this answer.");
    try {
      return await this.#redeem(transaction, query);
    } catch (error) {
      throw rememberReturnTo(error, transaction.returnTo);
    }
  }

  async #redeem(transaction: Transaction, query: URLSearchParams): Promise<ProviderSignIn> {
    const { config, validateIdToken } = this.#parts;
    // RFC 9207: an answer that names its issuer must name ours. Auth0 names none.
    const issuer = query.get("iss");
    if (issuer !== null && issuer !== config.endpoints.issuer) {
      throw new SignInError("invalid", "The answer came from another issuer.");
    }
    const error = query.get("error");
    if (error !== null) {
      throw new SignInError(
        error === "access_denied" ? "denied" : "provider",
        "The provider reported an error.",
      );
    }
    const code = query.get("code");
    if (!code) throw new SignInError("invalid", "The answer carries no code.");
    const tokens = await this.validateAuthorizationCode(code, transaction.verifier).catch(
      (cause: unknown) => {
        throw exchangeFailure(cause);
      },
    );
    const idToken = await validateIdToken(tokens.idToken(), transaction);
    return { tokens, idToken, returnTo: transaction.returnTo };
  }

  protected override createAuthorizationURL(): { state: string; codeVerifier: string; url: URL } {
    // The base class makes the state, the verifier and its S256 challenge; only its address is not ours.
    const made = super.createAuthorizationURL();
    const url = new URL(this.#parts.config.endpoints.authorization);
    url.search = made.url.search;
    return { ...made, url };
  }

  protected override authorizationParams(params: URLSearchParams, request: Request): URLSearchParams {
    const all = new URLSearchParams(params);
    for (const [name, value] of authorizationHints(new URL(request.url).searchParams)) all.set(name, value);
    // Always, also with an invitation: a token for another audience is useless to the API.
    all.set("audience", this.#parts.config.audience);
    return all;
  }

  protected override async validateAuthorizationCode(
    code: string,
    codeVerifier: string,
  ): Promise<OAuth2Tokens> {
    const { endpoint, redirectUri } = this.#parts;
    const answer = await endpoint.exchangeCode(code, codeVerifier, redirectUri);
    if (answer.id_token === undefined) throw new SignInError("invalid", "The token answer has no ID token.");
    return asOAuth2Tokens(answer);
  }

  override async refreshToken(refreshToken: string): Promise<OAuth2Tokens> {
    return asOAuth2Tokens(await this.#parts.endpoint.refresh(refreshToken));
  }

  override async revokeToken(token: string): Promise<void> {
    await this.#parts.endpoint.revoke(token);
  }
}

function exchangeFailure(cause: unknown): unknown {
  if (!(cause instanceof TokenEndpointError)) return cause;
  const code = cause.kind === "terminal" ? "invalid" : "unavailable";
  return new SignInError(code, `The code was not exchanged: ${cause.reason}.`, { cause });
}
