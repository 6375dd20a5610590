import { z } from "zod";
import type { AuthLog } from "./auth-event.ts";
import type { Clock } from "./clock.ts";
import { type InsecureIssuer, isLoopback, parseIssuer } from "./issuer.ts";
import type { OidcEndpoints, OidcIssuer } from "./oidc-issuer.ts";

/** The members of a provider's metadata that matter here (OpenID Connect Discovery, section 3; RFC 8414, RFC 9207). */
const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  revocation_endpoint: z.url().optional(),
  end_session_endpoint: z.url().optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

/** A provider's endpoints could not be found out. */
export class DiscoveryError extends Error {
  override readonly name = "DiscoveryError";
  /** What is wrong, and what to do about it. */
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`The provider's configuration cannot be used: ${reason}`, options);
    this.reason = reason;
  }
}

/** What {@link discoveredIssuer} needs. */
export interface DiscoveryOptions {
  issuer: string | URL | InsecureIssuer;
  fetch: typeof fetch;
  timeoutMs: number;
  clock: Clock;
  log: AuthLog;
}

const FRESH_MS = 60 * 60_000;
const ASK_AGAIN_MS = 60_000;

/**
 * A provider known by its issuer alone. Its endpoints are asked for when they are first needed, once however many ask, and
 * again after an hour; an answer that once was good serves on while the provider does not give a newer one.
 *
 * @param options The issuer, and how to reach it.
 * @returns The issuer.
 * @throws {AuthSessionError} `SESSION_CONFIG` for a malformed issuer, `SESSION_INSECURE_ISSUER` for plain http.
 */
export function discoveredIssuer(options: DiscoveryOptions): OidcIssuer {
  const { clock, log } = options;
  const issuer = parseIssuer(options.issuer, { slash: false });
  let known: { endpoints: OidcEndpoints; at: number } | null = null;
  let asking: Promise<OidcEndpoints> | null = null;

  async function ask(): Promise<OidcEndpoints> {
    try {
      const endpoints = await discover(options, issuer);
      known = { endpoints, at: clock.now() };
      return endpoints;
    } catch (error) {
      log({ type: "discovery-failed", reason: error instanceof DiscoveryError ? error.reason : "unknown" });
      if (!known) throw error;
      known = { ...known, at: clock.now() - FRESH_MS + ASK_AGAIN_MS };
      return known.endpoints;
    } finally {
      asking = null;
    }
  }

  return {
    id: issuer.text,
    isAuth0: false,
    endpoints: () =>
      known && clock.now() - known.at < FRESH_MS ? Promise.resolve(known.endpoints) : (asking ??= ask()),
  };
}

async function discover(
  options: DiscoveryOptions,
  issuer: { text: string; insecure: boolean },
): Promise<OidcEndpoints> {
  const url = `${issuer.text.replace(/\/$/, "")}/.well-known/openid-configuration`;
  let body: unknown;
  let status: number;
  try {
    const response = await options.fetch(url, {
      headers: { accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    status = response.status;
    body = status === 200 ? await response.json() : await response.body?.cancel();
  } catch (cause) {
    const isJson = cause instanceof SyntaxError;
    throw new DiscoveryError(
      isJson
        ? `${url} is not JSON. Is the issuer right?`
        : `${url} does not answer. Is it reachable from here?`,
      { cause },
    );
  }
  if (status !== 200) throw new DiscoveryError(`${url} answers ${status}. Is the issuer right?`);
  return endpointsOf(body, issuer, url);
}

function endpointsOf(body: unknown, issuer: { text: string; insecure: boolean }, url: string): OidcEndpoints {
  const { data, error } = metadata.safeParse(body);
  if (!data) {
    const names = [...new Set(error.issues.map(({ path }) => path.join(".")))].join(", ");
    throw new DiscoveryError(`${url} lacks what signing in needs: ${names}.`);
  }
  // Anybody could otherwise publish a configuration that names somebody else's issuer (OpenID Connect Discovery, section 4.3).
  if (data.issuer !== issuer.text) {
    throw new DiscoveryError(
      `${url} names the issuer ${JSON.stringify(data.issuer)}, and ${JSON.stringify(issuer.text)} was configured. Give it exactly so, slash included.`,
    );
  }
  const endpoints: OidcEndpoints = {
    authorization: data.authorization_endpoint,
    token: data.token_endpoint,
    jwks: data.jwks_uri,
    revocation: data.revocation_endpoint ?? null,
    endSession: data.end_session_endpoint ?? null,
    namesIssuer: data.authorization_response_iss_parameter_supported === true,
  };
  for (const [name, value] of Object.entries(endpoints)) {
    if (typeof value !== "string") continue;
    const { protocol, hostname } = new URL(value);
    if (protocol === "https:" || (protocol === "http:" && issuer.insecure && isLoopback(hostname))) continue;
    throw new DiscoveryError(`${url} names an address for ${name} that does not use https.`);
  }
  return endpoints;
}
