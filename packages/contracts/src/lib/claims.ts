import { z } from "zod";

/** The custom claim under which access tokens carry what the API needs to know (Hasura, "JWT claims"). */
export const HASURA_CLAIMS_NAMESPACE = "https://hasura.io/jwt/claims";

/** Schema of the value of {@link HASURA_CLAIMS_NAMESPACE} in our access tokens. */
export const hasuraClaims = z.object({
  "x-hasura-allowed-roles": z.array(z.string()).min(1),
  "x-hasura-default-role": z.string(),
  "x-hasura-user-id": z.string().min(1),
});

/** Who the bearer of an access token is to the API. */
export type HasuraClaims = z.infer<typeof hasuraClaims>;

/** The custom claim of ID tokens and `/userinfo` with what a person has told the tenant about themselves (Auth0: user metadata). */
export const USER_METADATA_CLAIM = "https://potluck.example/user_metadata";

/** The custom claim with what the tenant notes about a person, who cannot change it (Auth0: app metadata). */
export const APP_METADATA_CLAIM = "https://potluck.example/app_metadata";

/** Schema of the value of {@link USER_METADATA_CLAIM}; a tenant may keep more in it than this app reads. */
export const userMetadata = z.looseObject({
  /** What the person eats or doesn't, in their own words. */
  diet: z.string().optional(),
});

/** What a person has told the tenant about themselves. */
export type UserMetadata = z.infer<typeof userMetadata>;

/** Schema of the value of {@link APP_METADATA_CLAIM}. */
export const appMetadata = z.looseObject({
  /** When the person joined, an ISO 8601 date. */
  member_since: z.iso.date().optional(),
});

/** What the tenant notes about a person. */
export type AppMetadata = z.infer<typeof appMetadata>;
