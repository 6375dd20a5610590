/** The version of Hasura whose behaviour this server follows. */
export const HASURA_VERSION = "v2.48.0";
