import type { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import { DiscoveryError } from "./discovery.ts";
import type { OidcIssuer } from "./oidc-issuer.ts";
import { ProviderError } from "./provider-error.ts";
import { askProvider, type ProviderAnswer, refusal, unreadable } from "./provider-request.ts";

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string(),
  expires_in: z.coerce.number().positive(),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().optional(),
  scope: z.string().optional(),
});

/** What the token endpoint answered (RFC 6749, section 5.1). */
export type TokenAnswer = z.infer<typeof tokenAnswer>;

/** Codes that say: this person has to sign in again (RFC 6749, section 5.2; OpenID Connect Core, section 3.1.2.6). */
const SIGN_IN_AGAIN = new Set([
  "invalid_grant",
  "login_required",
  "interaction_required",
  "consent_required",
  "mfa_required",
]);

/** The provider's token and revocation endpoints, as one client sees them. */
export interface TokenEndpoint {
  /** @throws {ProviderError} */
  exchangeCode(code: string, codeVerifier: string, redirectUri: string): Promise<TokenAnswer>;
  /** One attempt. @throws {ProviderError} */
  refresh(refreshToken: string): Promise<TokenAnswer>;
  /** Best effort. @returns Whether the provider confirmed. */
  revoke(token: string): Promise<boolean>;
}

/** What {@link createTokenEndpoint} needs. */
export interface TokenEndpointOptions {
  issuer: OidcIssuer;
  /** Sent along with every request for tokens (RFC 8707, section 2.2). */
  resource: string | null;
  clientId: string;
  clientSecret: Secret;
  clientAuthentication: "post" | "basic";
  fetch: typeof fetch;
  timeoutMs: number;
}

const REVOKE_TIMEOUT_MS = 2000;

/**
 * A client that, unlike the one of the strategy's base class, reads Auth0's 403 answers, has timeouts, and never follows
 * a redirect with a secret in hand.
 *
 * @param options Issuer and credentials.
 * @returns The client.
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  function post(url: string, form: Record<string, string>, timeoutMs: number): Promise<ProviderAnswer> {
    const body = new URLSearchParams(form);
    const headers = new Headers({ accept: "application/json" });
    if (options.clientAuthentication === "basic") {
      headers.set(
        "authorization",
        `Basic ${basicCredentials(options.clientId, options.clientSecret.reveal())}`,
      );
    } else {
      body.set("client_id", options.clientId);
      body.set("client_secret", options.clientSecret.reveal());
    }
    return askProvider(options.fetch, url, { method: "POST", headers, body }, timeoutMs);
  }

  async function requestTokens(form: Record<string, string>): Promise<TokenAnswer> {
    const { token } = await options.issuer.endpoints().catch((cause: unknown) => {
      const reason = cause instanceof DiscoveryError ? cause.reason : "unknown";
      throw new ProviderError("transient", `discovery failed, ${reason}`);
    });
    if (options.resource !== null) form = { ...form, resource: options.resource };
    const answer = await post(token, form, options.timeoutMs);
    if (!answer.ok) throw refusal(answer, SIGN_IN_AGAIN);
    const { data } = tokenAnswer.safeParse(answer.body);
    if (!data) throw unreadable();
    return data;
  }

  return {
    exchangeCode: (code, codeVerifier, redirectUri) =>
      requestTokens({
        grant_type: "authorization_code",
        code,
        code_verifier: codeVerifier,
        redirect_uri: redirectUri,
      }),
    refresh: (refreshToken) => requestTokens({ grant_type: "refresh_token", refresh_token: refreshToken }),
    async revoke(token) {
      try {
        const { revocation } = await options.issuer.endpoints();
        if (revocation === null) return false;
        return (await post(revocation, { token, token_type_hint: "refresh_token" }, REVOKE_TIMEOUT_MS)).ok;
      } catch {
        return false;
      }
    },
  };
}

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
function basicCredentials(id: string, secret: string): string {
  const encode = (text: string) => encodeURIComponent(text).replaceAll("%20", "+");
  return Buffer.from(`${encode(id)}:${encode(secret)}`).toString("base64");
}
