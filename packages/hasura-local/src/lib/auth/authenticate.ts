import type { Secret } from "@potluck/contracts/secret";
import { AuthenticationError } from "./authentication-error.ts";
import { readHasuraClaims } from "./hasura-claims.ts";
import type { JwtConfig } from "./jwt-config.ts";
import { createJwtVerifier } from "./verify-jwt.ts";
import type { RequestHeaders } from "../engine.ts";
import { ADMIN_ROLE } from "../session.ts";
import type { Session } from "../session.ts";

/** Who asks, and until when that may be believed. */
export interface Authenticated {
  session: Session;
  /** Milliseconds since 1970; absent where it does not end by itself. */
  expiresAt?: number;
}

/** Decides who asks. @throws AuthenticationError with Hasura's codes and wording. */
export type Authenticate = (headers: RequestHeaders) => Promise<Authenticated>;

export interface AuthenticateOptions {
  /** Absent: everybody is an administrator. */
  adminSecret?: Secret;
  jwt?: JwtConfig;
  /** Role of requests that carry no credentials. */
  unauthorizedRole?: string;
}

const SECRET_HEADERS = ["x-hasura-admin-secret", "x-hasura-access-key"];
const ROLE_HEADER = "x-hasura-role";
const BACKEND_HEADER = "x-hasura-use-backend-only-permissions";

/**
 * Hasura's order: an admin secret that was sent must be right and lets the headers be the session; otherwise a JWT;
 * otherwise the unauthorized role; otherwise refused.
 */
export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  const { adminSecret, jwt, unauthorizedRole } = options;
  const verify = jwt ? createJwtVerifier(jwt) : undefined;

  return async (headers) => {
    const sent = headers.get("x-hasura-admin-secret") ?? headers.get("x-hasura-access-key");
    if (!adminSecret) {
      if (!jwt) return { session: sessionOfAdministrator(headers) };
    } else if (sent !== null) {
      if (adminSecret.equals(sent)) return { session: sessionOfAdministrator(headers) };
      throw new AuthenticationError(
        401,
        "access-denied",
        'invalid "x-hasura-admin-secret"/"x-hasura-access-key"',
      );
    }
    if (jwt && verify) {
      const token = readToken(headers, jwt);
      if (token !== undefined) {
        const payload = await verify(token);
        const session = sessionOfToken(headers, readHasuraClaims(payload, jwt));
        return { session, ...(payload.exp === undefined ? {} : { expiresAt: payload.exp * 1000 }) };
      }
    }
    if (unauthorizedRole !== undefined) {
      return { session: { ...sessionOf(unauthorizedRole, sessionVariables(headers)) } };
    }
    throw jwt
      ? new AuthenticationError(
          400,
          "invalid-headers",
          "Missing 'Authorization' or 'Cookie' header in JWT authentication mode",
        )
      : new AuthenticationError(
          401,
          "access-denied",
          "x-hasura-admin-secret/x-hasura-access-key required, but not found",
        );
  };
}

function sessionOfAdministrator(headers: RequestHeaders): Session {
  const variables = sessionVariables(headers);
  const session = sessionOf(variables[ROLE_HEADER] ?? ADMIN_ROLE, variables);
  return { ...session, isAdmin: true, backendOnly: readBackendOnly(headers) };
}

function sessionOfToken(headers: RequestHeaders, claims: ReturnType<typeof readHasuraClaims>): Session {
  const role = headers.get(ROLE_HEADER) ?? claims.defaultRole;
  if (!claims.allowedRoles.includes(role)) {
    throw new AuthenticationError(400, "access-denied", "Your requested role is not in allowed roles");
  }
  return sessionOf(role, claims.variables);
}

function sessionOf(role: string, variables: Record<string, string>): Session {
  return { role, variables: { ...variables, [ROLE_HEADER]: role }, isAdmin: false, backendOnly: false };
}

function sessionVariables(headers: RequestHeaders): Record<string, string> {
  const variables: Record<string, string> = {};
  headers.forEach((value, name) => {
    const key = name.toLowerCase();
    if (key.startsWith("x-hasura-") && !SECRET_HEADERS.includes(key) && key !== BACKEND_HEADER) {
      variables[key] = value;
    }
  });
  return variables;
}

function readToken(headers: RequestHeaders, config: JwtConfig): string | undefined {
  if (config.header.type === "CustomHeader") return headers.get(config.header.name) ?? undefined;
  if (config.header.type === "Cookie") return readCookie(headers, config.header.name);
  const header = headers.get("authorization");
  if (header === null) return undefined;
  const [scheme, token, ...rest] = header.trim().split(/\s+/);
  if (scheme !== "Bearer" || token === undefined || rest.length > 0) {
    throw new AuthenticationError(400, "invalid-headers", "Malformed Authorization header");
  }
  return token;
}

function readCookie(headers: RequestHeaders, name: string): string | undefined {
  const header = headers.get("cookie");
  if (header === null) return undefined;
  for (const pair of header.split(";")) {
    const [key, ...value] = pair.split("=");
    if (key?.trim() === name) return value.join("=").trim();
  }
  throw new AuthenticationError(400, "invalid-headers", `Could not find ${name} in Cookie header`);
}

function readBackendOnly(headers: RequestHeaders): boolean {
  const value = headers.get(BACKEND_HEADER)?.toLowerCase();
  if (value === undefined || ["false", "f", "no", "n"].includes(value)) return false;
  if (["true", "t", "yes", "y"].includes(value)) return true;
  throw new AuthenticationError(
    400,
    "bad-request",
    `${BACKEND_HEADER}: Not a valid boolean text. True values are ["true","t","yes","y"] and False values are ["false","f","no","n"]. All values are case insensitive`,
  );
}
