import type { Secret } from "@potluck/contracts/secret";
import type { InsecureIssuer } from "../issuer.ts";
import type { SessionOptions } from "../options.ts";

/** How an app and Nhost's auth service (hasura-auth) know each other. */
export interface NhostOptions {
  /** Base address of the auth service, e.g. `https://<subdomain>.auth.<region>.nhost.run/v1`. */
  authUrl: string | URL | InsecureIssuer;
  /** `iss` of its tokens. Default: either `hasura-auth` or `authUrl`, which is what it takes when its JWT secret names none. */
  issuer?: string;
  /**
   * The key it shares with Hasura, where it signs with one (HS256, HS384, HS512). Whoever has it can make tokens for anybody:
   * prefer RS256, which needs no secret here, because the keys are published.
   */
  jwtKey?: Secret;
  /**
   * Address of the browser that sent a request, to be passed on as `X-Forwarded-For` with a sign-in: the auth service limits
   * attempts by address, and would otherwise count everybody as this server. Take it from what the proxy in front says, and
   * from nothing that a browser can write.
   */
  clientAddress?: (request: Request) => string | null;
}

/** Options of {@link createNhostSession}. */
export interface NhostSessionOptions<U> extends SessionOptions<U>, NhostOptions {}
