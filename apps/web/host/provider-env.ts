import { z } from "zod";

const text = z.string().min(1);

/** Who people sign in with, and what this server needs for that. */
const byProvider = z.discriminatedUnion(
  "AUTH_PROVIDER",
  [
    z.object({
      AUTH_PROVIDER: z.literal("auth0"),
      AUTH0_ISSUER: z
        .url()
        .refine((value) => value.endsWith("/"), "must end with a slash, as Auth0's issuers do"),
      AUTH0_CLIENT_ID: text,
      AUTH0_CLIENT_SECRET: text,
      AUTH0_AUDIENCE: text,
    }),
    z.object({
      AUTH_PROVIDER: z.literal("oidc"),
      OIDC_ISSUER: z.url(),
      OIDC_CLIENT_ID: text,
      OIDC_CLIENT_SECRET: text,
      OIDC_CLIENT_AUTHENTICATION: z.enum(["post", "basic"]).default("post"),
      OIDC_AUDIENCE: text.optional(),
      OIDC_RESOURCE: text.optional(),
    }),
    z.object({
      AUTH_PROVIDER: z.literal("nhost"),
      NHOST_AUTH_URL: z.url(),
      NHOST_JWT_ISSUER: text.optional(),
      NHOST_JWT_KEY: text.min(32, "must be the key of Nhost's JWT secret, at least 32 characters").optional(),
      NHOST_CLIENT_ADDRESS_HEADER: text.toLowerCase().optional(),
    }),
  ],
  { error: "must be auth0, oidc or nhost" },
);

/** The variables of the identity provider; Auth0's unless `AUTH_PROVIDER` names another. */
export const providerEnv = z.preprocess((source: Record<string, string | undefined>) => {
  return { ...source, AUTH_PROVIDER: source["AUTH_PROVIDER"] ?? "auth0" };
}, byProvider);

/** The identity provider's configuration, validated. */
export type ProviderEnv = z.infer<typeof byProvider>;

/**
 * @param env The identity provider's configuration.
 * @returns Its address, as its tokens or its documentation name it, to the letter.
 */
export function providerAddress(env: ProviderEnv): string {
  switch (env.AUTH_PROVIDER) {
    case "auth0":
      return env.AUTH0_ISSUER;
    case "oidc":
      return env.OIDC_ISSUER;
    case "nhost":
      return env.NHOST_AUTH_URL;
  }
}
