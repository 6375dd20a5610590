/** Who asks: decided once per request (or per socket) by the authentication of the server. */
export interface Session {
  role: string;
  /** Session variables; names in lower case, with the prefix `x-hasura-`. Contains `x-hasura-role`. */
  variables: Readonly<Record<string, string>>;
  /** A valid admin secret came with the request (or the server runs without one). */
  isAdmin: boolean;
  /** The admin secret and `x-hasura-use-backend-only-permissions: true` came with the request. */
  backendOnly: boolean;
}

/** The role that no permission limits. */
export const ADMIN_ROLE = "admin";
