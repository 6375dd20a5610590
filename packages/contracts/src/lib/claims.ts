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
