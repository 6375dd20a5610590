import type { LoginContext } from "../options.ts";
import type { ProviderTokens } from "../provider.ts";
import type { NhostSession } from "./auth-api.ts";

/**
 * @param session A session, as the auth service gives it out.
 * @returns Its tokens.
 */
export function tokensOf(session: NhostSession): ProviderTokens {
  const { accessToken, accessTokenExpiresIn: expiresInS, refreshToken } = session;
  return { accessToken, expiresInS, refreshToken };
}

/**
 * @param user What the auth service says of a person.
 * @returns The same in the words of every provider.
 */
export function profileOf(user: NhostSession["user"]): LoginContext["profile"] {
  const text = (name: string) => {
    const value = user?.[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    name: text("displayName"),
    email: text("email"),
    emailVerified: user?.["emailVerified"] === true,
    picture: text("avatarUrl"),
  };
}
