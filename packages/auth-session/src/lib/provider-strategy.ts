import { randomBytes } from "node:crypto";
import { Auth0Strategy } from "remix-auth-auth0";
import { checkAccessToken } from "./access-token.ts";
import { DiscoveryError } from "./discovery.ts";
import type { createIdTokenValidator, IdTokenClaims } from "./id-token.ts";
import { authorizationHints } from "./login-params.ts";
import { asOAuth2Tokens, type OAuth2Tokens } from "./oauth2-tokens.ts";
import type { OidcConfig } from "./oidc-config.ts";
import { ProviderError } from "./provider-error.ts";
import { safeReturnTo } from "./return-to.ts";
import { rememberReturnTo, SignInError, type SignInFailureCode } from "./sign-in-failure.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";
import type { Transaction, Transactions } from "./transactions.ts";

/** A sign-in that an OpenID Connect provider confirmed. */
export interface OidcSignIn {
  tokens: OAuth2Tokens;
  idToken: IdTokenClaims;
  returnTo: string;
  /** Whether it was asked for to prove something of the person who is signed in already. */
  isStepUp: boolean;
}

/** What {@link ProviderStrategy} works with. */
export interface ProviderStrategyParts {
  config: OidcConfig;
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
export class ProviderStrategy extends Auth0Strategy<OidcSignIn> {
  readonly #parts: ProviderStrategyParts;

  constructor(parts: ProviderStrategyParts) {
    super(
      {
        domain: new URL(parts.config.issuer.id).host,
        clientId: parts.config.clientId,
        // The base class prints its options when DEBUG asks for it, so it is not given the secret. It never needs it.
        clientSecret: "",
        redirectURI: parts.redirectUri,
        scopes: [...parts.config.scopes],
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
  override async authenticate(request: Request): Promise<OidcSignIn> {
    const url = new URL(request.url);
    if (url.pathname === this.#parts.config.paths.callback) return this.#complete(request, url.searchParams);
    throw await this.#start(request, url.searchParams);
  }

  async #start(request: Request, query: URLSearchParams): Promise<Response> {
    const { config, transactions } = this.#parts;
    const { paths } = config;
    const returnTo = safeReturnTo(query.get("returnTo"), paths.afterLogin, [paths.login, paths.callback]);
    const endpoints = await config.issuer.endpoints().catch((cause: unknown) => {
      throw rememberReturnTo(unavailable(cause), returnTo);
    });
    const { state, codeVerifier, url: made } = this.createAuthorizationURL();
    const url = new URL(endpoints.authorization);
    for (const [name, value] of this.authorizationParams(made.searchParams, request)) {
      url.searchParams.set(name, value);
    }
    const nonce = randomBytes(24).toString("base64url");
    url.searchParams.set("nonce", nonce);
    const maxAge = url.searchParams.get("max_age");
    const acrValues = url.searchParams.get("acr_values");
    // Asking for it is how `auth_time` gets into the ID token; a page that wants a recent sign-in then need not ask again.
    if (maxAge === null) url.searchParams.set("max_age", String(config.absoluteS));
    const cookies = await transactions.begin(request, {
      state,
      nonce,
      verifier: codeVerifier,
      returnTo,
      at: Math.floor(config.clock.now() / 1000),
      maxAge: maxAge === null ? undefined : Number(maxAge),
      acrValues: acrValues?.split(" ").filter((value) => value !== ""),
      organization: url.searchParams.get("organization") ?? undefined,
    });
    const headers = new Headers({ location: url.href });
    for (const cookie of cookies) headers.append("set-cookie", cookie);
    return new Response(null, { status: 302, headers });
  }

  async #complete(request: Request, query: URLSearchParams): Promise<OidcSignIn> {
    const { transactions } = this.#parts;
    const transaction = await transactions.take(request, query.get("state") ?? "");
    if (!transaction) throw new SignInError("expired", "No sign-in under way belongs to this answer.");
    try {
      return await this.#redeem(transaction, query);
    } catch (error) {
      throw rememberReturnTo(error, transaction.returnTo);
    }
  }

  async #redeem(transaction: Transaction, query: URLSearchParams): Promise<OidcSignIn> {
    const { config } = this.#parts;
    const { namesIssuer } = await config.issuer.endpoints().catch((cause: unknown) => {
      throw unavailable(cause);
    });
    // RFC 9207, section 2.4: an answer that names its issuer must name ours, and one from a provider that always does must.
    const issuer = query.get("iss");
    if (issuer === null ? namesIssuer : issuer !== config.issuer.id) {
      throw new SignInError("invalid", "The answer does not come from our issuer.");
    }
    const error = query.get("error");
    if (error !== null) throw new SignInError(failureOf(error), "The provider reported an error.");
    const code = query.get("code");
    if (!code) throw new SignInError("invalid", "The answer carries no code.");
    const tokens = await this.validateAuthorizationCode(code, transaction.verifier).catch(
      (cause: unknown) => {
        throw exchangeFailure(cause);
      },
    );
    const idToken = await this.#validate(transaction, tokens).catch(async (error: unknown) => {
      // Nobody will use these tokens: don't leave them valid.
      if (tokens.hasRefreshToken()) await this.revokeToken(tokens.refreshToken());
      throw error;
    });
    const isStepUp = transaction.maxAge !== undefined || transaction.acrValues !== undefined;
    return { tokens, idToken, returnTo: transaction.returnTo, isStepUp };
  }

  async #validate(transaction: Transaction, tokens: OAuth2Tokens): Promise<IdTokenClaims> {
    const { config, validateIdToken } = this.#parts;
    const accessToken = tokens.accessToken();
    const idToken = await validateIdToken(tokens.idToken(), { ...transaction, accessToken });
    checkAccessToken(accessToken, { audience: config.audience, userId: idToken.sub });
    return idToken;
  }

  protected override authorizationParams(params: URLSearchParams, request: Request): URLSearchParams {
    const { audience, resource } = this.#parts.config;
    const all = new URLSearchParams(params);
    for (const [name, value] of authorizationHints(new URL(request.url).searchParams)) all.set(name, value);
    // Always, also with an invitation: a token for another audience is useless to the API.
    if (audience !== null) all.set("audience", audience);
    if (resource !== null) all.set("resource", resource);
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

/** OpenID Connect Core, section 3.1.2.6, and "unmet authentication requirements". */
function failureOf(error: string): SignInFailureCode {
  if (error === "access_denied") return "denied";
  return error === "unmet_authentication_requirements" ? "insufficient" : "provider";
}

function unavailable(cause: unknown): unknown {
  return cause instanceof DiscoveryError ? new SignInError("unavailable", cause.message, { cause }) : cause;
}

function exchangeFailure(cause: unknown): unknown {
  if (!(cause instanceof ProviderError)) return cause;
  const code = cause.kind === "terminal" ? "invalid" : "unavailable";
  return new SignInError(code, `The code was not exchanged: ${cause.reason}.`, { cause });
}
