import { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import { FunctionError } from "./runtime/errors.ts";

const schema = z.object({
  FUNCTIONS_PORT: z.coerce.number().int().min(0).max(65_535).default(3100),
  FUNCTIONS_SECRET: z.string().min(16),
  HASURA_ENDPOINT: z.url({ protocol: /^https?$/ }).default("http://127.0.0.1:8080"),
  HASURA_ADMIN_SECRET: z.string().min(16),
  BOOKING_PARTNER_URL: z.url({ protocol: /^https?$/ }),
  BOOKING_PARTNER_API_KEY: z.string().min(16),
  BOOKING_PARTNER_CALLBACK_SECRET: z.string().min(16),
});

/** What the functions are told from outside. */
export interface FunctionsOptions {
  /** Port of the local host on 127.0.0.1; 0 takes a free one. */
  port: number;
  functionsSecret: Secret;
  hasura: { endpoint: URL; adminSecret: Secret };
  partner: { endpoint: URL; apiKey: Secret; callbackSecret: Secret };
}

/**
 * Reads the environment once.
 *
 * @param environment Usually `process.env`; empty values count as absent.
 * @throws FunctionError `FUNCTIONS_CONFIGURATION`, naming each variable that is missing or malformed.
 */
export function parseEnvironment(environment: Record<string, string | undefined>): FunctionsOptions {
  const parsed = schema.safeParse(
    Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== "")),
  );
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
    throw new FunctionError(
      "FUNCTIONS_CONFIGURATION",
      `Functions cannot start: set ${faults.join(", ")}; .env.example explains each variable.`,
    );
  }
  const env = parsed.data;
  return {
    port: env.FUNCTIONS_PORT,
    functionsSecret: new Secret(env.FUNCTIONS_SECRET),
    hasura: { endpoint: new URL(env.HASURA_ENDPOINT), adminSecret: new Secret(env.HASURA_ADMIN_SECRET) },
    partner: {
      endpoint: new URL(env.BOOKING_PARTNER_URL),
      apiKey: new Secret(env.BOOKING_PARTNER_API_KEY),
      callbackSecret: new Secret(env.BOOKING_PARTNER_CALLBACK_SECRET),
    },
  };
}
