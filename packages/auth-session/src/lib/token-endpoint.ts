import type { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import { DiscoveryError } from "./discovery.ts";
import type { Provider } from "./provider.ts";

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

const errorAnswer = z.object({ error: z.string() });

/** Codes that say: this person has to sign in again (RFC 6749, section 5.2; OpenID Connect Core, section 3.1.2.6). */
const SIGN_IN_AGAIN = new Set([
  "invalid_grant",
  "login_required",
  "interaction_required",
  "consent_required",
  "mfa_required",
]);

/** A call of the token endpoint that gave no tokens. */
export class TokenEndpointError extends Error {
  override readonly name = "TokenEndpointError";
  /**
   * `terminal`: the provider understood and says the grant is dead. `transient`: anything else; trying later may work.
   */
  readonly kind: "terminal" | "transient";
  /** `unanswered` means that the provider may have acted on the request all the same. */
  readonly reason: string;
  /** True when no answer was read, so that nobody knows whether the provider rotated the token. */
  readonly ambiguous: boolean;
  /** Milliseconds the provider asked to wait, if it did. */
  readonly retryAfterMs: number | null;

  constructor(
    kind: "terminal" | "transient",
    reason: string,
    detail: { ambiguous?: boolean; retryAfterMs?: number | null } = {},
  ) {
    super(`The token endpoint gave no tokens: ${reason}.`);
    this.kind = kind;
    this.reason = reason;
    this.ambiguous = detail.ambiguous ?? false;
    this.retryAfterMs = detail.retryAfterMs ?? null;
  }
}

/** The provider's token and revocation endpoints, as one client sees them. */
export interface TokenEndpoint {
  /** @throws {TokenEndpointError} */
  exchangeCode(code: string, codeVerifier: string, redirectUri: string): Promise<TokenAnswer>;
  /** Retries once, at once, when the first attempt went unanswered. @throws {TokenEndpointError} */
  refresh(refreshToken: string): Promise<TokenAnswer>;
  /** Best effort. @returns Whether the provider confirmed. */
  revoke(token: string): Promise<boolean>;
}

/** What {@link createTokenEndpoint} needs. */
export interface TokenEndpointOptions {
  provider: Provider;
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
 * @param options Provider and credentials.
 * @returns The client.
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  async function post(url: string, form: Record<string, string>, timeoutMs: number): Promise<Response> {
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
    const signal = AbortSignal.timeout(timeoutMs);
    return options.fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
  }

  async function requestTokens(form: Record<string, string>): Promise<TokenAnswer> {
    let response: Response;
    let text: string;
    const { token } = await options.provider.endpoints().catch((cause: unknown) => {
      const reason = cause instanceof DiscoveryError ? cause.reason : "unknown";
      throw new TokenEndpointError("transient", `discovery failed, ${reason}`);
    });
    if (options.resource !== null) form = { ...form, resource: options.resource };
    try {
      response = await post(token, form, options.timeoutMs);
      text = await response.text();
    } catch (cause) {
      throw new TokenEndpointError("transient", unansweredReason(cause), { ambiguous: true });
    }
    if (response.ok) {
      const answer = tokenAnswer.safeParse(parseJson(text));
      if (answer.success) return answer.data;
      throw new TokenEndpointError("transient", "the answer is not a token response", { ambiguous: true });
    }
    throw refusal(response, text);
  }

  return {
    exchangeCode: (code, codeVerifier, redirectUri) =>
      requestTokens({
        grant_type: "authorization_code",
        code,
        code_verifier: codeVerifier,
        redirect_uri: redirectUri,
      }),
    async refresh(refreshToken) {
      const form = { grant_type: "refresh_token", refresh_token: refreshToken };
      try {
        return await requestTokens(form);
      } catch (error) {
        // Unanswered is not refused: the provider may have rotated. Its overlap window is short, so ask again at once.
        if (error instanceof TokenEndpointError && error.ambiguous) return requestTokens(form);
        throw error;
      }
    },
    async revoke(token) {
      try {
        const { revocation } = await options.provider.endpoints();
        if (revocation === null) return false;
        const response = await post(
          revocation,
          { token, token_type_hint: "refresh_token" },
          REVOKE_TIMEOUT_MS,
        );
        await response.body?.cancel();
        return response.ok;
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

function refusal(response: Response, text: string): TokenEndpointError {
  const { error } = errorAnswer.safeParse(parseJson(text)).data ?? { error: null };
  // Auth0 answers a dead refresh token with 403, others with 400 or 401. A 403 without a code is a firewall's.
  const understood = response.status === 400 || response.status === 401 || response.status === 403;
  const terminal = understood && error !== null && SIGN_IN_AGAIN.has(error);
  // The code is the provider's text: only its known shape may reach a log.
  const code = error !== null && /^[a-z_]{1,40}$/.test(error) ? error : "no code";
  return new TokenEndpointError(terminal ? "terminal" : "transient", `status ${response.status}, ${code}`, {
    ambiguous: response.status === 502 || response.status === 504,
    retryAfterMs: parseRetryAfter(response.headers.get("retry-after")),
  });
}

function parseRetryAfter(value: string | null): number | null {
  const seconds = value === null ? Number.NaN : Number(value);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 30) * 1000 : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unansweredReason(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : "";
  return name === "TimeoutError" || name === "AbortError" ? "no answer in time" : "no connection";
}
