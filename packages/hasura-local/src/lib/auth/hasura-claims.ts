import type { JWTPayload } from "jose";
import { AuthenticationError } from "./authentication-error.ts";
import { valueAt } from "./json-path.ts";
import type { JwtConfig } from "./jwt-config.ts";

export interface HasuraClaims {
  allowedRoles: string[];
  defaultRole: string;
  /** All other `x-hasura-` claims, names in lower case. */
  variables: Record<string, string>;
}

const ALLOWED_ROLES = "x-hasura-allowed-roles";
const DEFAULT_ROLE = "x-hasura-default-role";

/**
 * Takes what concerns Hasura from a verified token.
 *
 * @throws AuthenticationError `jwt-invalid-claims` or `jwt-missing-role-claims`.
 */
export function readHasuraClaims(payload: JWTPayload, config: JwtConfig): HasuraClaims {
  const claims = config.claims_map
    ? mapClaims(payload, config.claims_map)
    : namespacedClaims(payload, config);
  const { [ALLOWED_ROLES]: allowed, [DEFAULT_ROLE]: fallback, ...others } = claims;
  if (allowed === undefined) throw missingRole(ALLOWED_ROLES);
  if (fallback === undefined) throw missingRole(DEFAULT_ROLE);
  if (!Array.isArray(allowed) || !allowed.every((role) => typeof role === "string")) {
    throw invalid(`invalid ${ALLOWED_ROLES}; should be a list of roles`);
  }
  if (typeof fallback !== "string") {
    throw invalid(`invalid ${DEFAULT_ROLE}; should be a single role name`);
  }
  return { allowedRoles: allowed, defaultRole: fallback, variables: toVariables(others) };
}

function namespacedClaims(payload: JWTPayload, config: JwtConfig): Record<string, unknown> {
  const { claims_namespace: name, claims_namespace_path: at, claims_format: format } = config;
  const found = at ? valueAt(payload, at.steps) : payload[name];
  if (found === undefined) {
    throw invalid(
      at ? `claims not found at claims_namespace_path: '${at.text}'` : `claims key: '${name}' not found`,
    );
  }
  const claims = format === "stringified_json" ? parseClaims(found) : found;
  if (typeof claims !== "object" || claims === null || Array.isArray(claims)) {
    throw invalid(`expecting a json object when claims_format is ${format}`);
  }
  return lowerCaseNames(claims as Record<string, unknown>);
}

function parseClaims(found: unknown): unknown {
  if (typeof found !== "string") {
    throw invalid("expecting a string when claims_format is stringified_json");
  }
  try {
    return JSON.parse(found) as unknown;
  } catch {
    throw invalid("expecting stringified json at the claims, but found something else");
  }
}

function mapClaims(payload: JWTPayload, map: NonNullable<JwtConfig["claims_map"]>): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const [name, source] of Object.entries(map)) {
    const key = name.toLowerCase();
    if (typeof source === "string" || Array.isArray(source)) {
      claims[key] = source;
      continue;
    }
    const value = valueAt(payload, source.path.steps) ?? source.default;
    if (value !== undefined) claims[key] = value;
    else if (key !== ALLOWED_ROLES && key !== DEFAULT_ROLE) {
      throw invalid(`JWT claim from claims_map, ${key} not found`);
    }
  }
  return lowerCaseNames(claims);
}

function lowerCaseNames(claims: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(claims).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(entries.filter(([name]) => name.startsWith("x-hasura-")));
}

function toVariables(claims: Record<string, unknown>): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(claims)) {
    if (typeof value !== "string") {
      throw invalid(`x-hasura-* claims: ${name} should be a string`);
    }
    variables[name] = value;
  }
  return variables;
}

function missingRole(claim: string): AuthenticationError {
  return new AuthenticationError(400, "jwt-missing-role-claims", `JWT claim does not contain ${claim}`);
}

function invalid(message: string): AuthenticationError {
  return new AuthenticationError(400, "jwt-invalid-claims", message);
}
