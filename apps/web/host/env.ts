import { parseSessionKeys } from "@potluck/auth-session";
import { Secret } from "@potluck/contracts/secret";
import { z } from "zod";

import { ConfigurationError } from "./configuration-error.ts";
import { providerEnv } from "./provider-env.ts";

const origin = z
  .url()
  .transform((value) => new URL(value))
  .refine((url) => url.pathname === "/" && !url.search, "must be an origin such as https://potluck.example");

const webEnv = z.object({
  WEB_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  WEB_HOST: z.string().default("127.0.0.1"),
  WEB_ORIGIN: origin,
  HASURA_ENDPOINT: z.url().transform((value) => new URL(value)),
  HASURA_PUBLIC_ENDPOINT: z
    .url()
    .transform((value) => new URL(value))
    .optional(),
  API_ACCESS: z.enum(["gateway", "direct"]).default("gateway"),
  SESSION_KEYS: z.string().transform((value, context) => {
    try {
      return parseSessionKeys(value);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "is not valid" });
      return z.NEVER;
    }
  }),
  SESSION_DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: "must be a connection string such as postgres://user:password@host/database",
    })
    .transform((value) => new Secret(value))
    .optional(),
  // Folder of a Postgres on this computer that takes whatever port is free: for `pnpm dev`, and read by its host alone.
  SESSION_DATABASE_FOLDER: z.string().min(1).optional(),
  SESSION_LEAKS: z.enum(["block", "log"]).default("block"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

const wholeEnv = webEnv.and(providerEnv);

/** The web server's configuration, validated. */
export type WebEnv = z.infer<typeof wholeEnv>;

/**
 * Reads and validates the web server's environment. Call it once, at start.
 *
 * @param source Usually `process.env`.
 * @returns The typed configuration.
 * @throws {ConfigurationError} Naming every variable that is missing or wrong.
 */
export function parseWebEnv(source: Record<string, string | undefined>): WebEnv {
  const result = wholeEnv.safeParse(source);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return source[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
  });
  throw new ConfigurationError(`${problems.join("; ")}. See .env.example for what each variable means.`);
}
