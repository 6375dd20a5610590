import type { LoginContext } from "@potluck/auth-session";
import { createServerClient } from "@potluck/urql-client/server";
import { gql } from "@urql/core";

import type { Person } from "../app/load-context.ts";
import { dietOf } from "./user-metadata.ts";

const upsertShadowUser = gql<{ insert_users_one: { id: string; display_name: string } }, { name: string }>`
  mutation UpsertShadowUser($name: String!) {
    insert_users_one(
      object: { display_name: $name }
      on_conflict: { constraint: users_pkey, update_columns: [display_name] }
    ) {
      id
      display_name
    }
  }
`;

/**
 * Writes the person's row in the app's database at every sign-in, with the person's own token: the row's id comes from
 * the token, so nobody can write somebody else's. The callback is the one place that does this.
 *
 * @param graphqlUrl Where GraphQL is answered.
 * @returns The `onLogin` hook of the session: resolves with what pages know of the person.
 */
export function shadowUserWriter(graphqlUrl: URL): (login: LoginContext) => Promise<Person> {
  return async ({ accessToken, profile, claims, signal }) => {
    const client = createServerClient({
      url: graphqlUrl,
      headers: () => ({ authorization: `Bearer ${accessToken.reveal()}` }),
      signal,
    });
    const { insert_users_one: row } = await client.mutate(upsertShadowUser, { name: displayName(profile) });
    const diet = dietOf(claims);
    return { id: row.id, name: row.display_name, ...(diet !== undefined && { diet }) };
  };
}

function displayName(profile: LoginContext["profile"]): string {
  const name = [profile.name, profile.nickname, profile.email?.split("@")[0]].find((value) => value?.trim());
  // By code points, as Postgres counts; half an emoji would be no text at all.
  return Array.from(name?.trim() ?? "Somebody")
    .slice(0, 80)
    .join("");
}
