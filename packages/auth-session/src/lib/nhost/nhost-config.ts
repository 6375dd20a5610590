import type { Secret } from "@potluck/contracts/secret";
import { type Config, type ConfigOptions, resolveConfig } from "../config.ts";
import { AuthSessionError } from "../errors.ts";
import { parseProviderUrl } from "../issuer.ts";
import type { NhostOptions } from "./nhost-options.ts";

/** The configuration of sessions with Nhost. */
export interface NhostConfig extends Config {
  /** Base address of the auth service, without a slash at its end. */
  authUrl: string;
  /** Every `iss` that its tokens may carry. */
  issuers: readonly string[];
  /** Null: its keys are published. */
  jwtKey: Secret | null;
  clientAddress: (request: Request) => string | null;
}

/** What hasura-auth called itself before it took its own address for a name. */
const FORMER_ISSUER = "hasura-auth";
/** Hasura takes no shorter key for HS256. */
const MIN_KEY_CHARS = 32;

/**
 * @param options The options of a session.
 * @returns The configuration.
 * @throws {AuthSessionError} `SESSION_CONFIG` or `SESSION_INSECURE_ISSUER`, naming the option at fault.
 */
export function resolveNhostConfig(options: ConfigOptions & NhostOptions): NhostConfig {
  const { text } = parseProviderUrl(options.authUrl, {
    name: "authUrl",
    hint: "Give the base address of Nhost's auth service, e.g. https://<subdomain>.auth.<region>.nhost.run/v1.",
    slash: false,
  });
  const authUrl = text.replace(/\/$/, "");
  if (options.jwtKey && options.jwtKey.reveal().length < MIN_KEY_CHARS) {
    throw new AuthSessionError(
      "SESSION_CONFIG",
      `The jwtKey is shorter than ${MIN_KEY_CHARS} characters. Give the "key" of Nhost's JWT secret, exactly so.`,
    );
  }
  return {
    ...resolveConfig(options),
    authUrl,
    issuers: options.issuer === undefined ? [FORMER_ISSUER, authUrl, `${authUrl}/`] : [options.issuer],
    jwtKey: options.jwtKey ?? null,
    clientAddress: options.clientAddress ?? (() => null),
  };
}
