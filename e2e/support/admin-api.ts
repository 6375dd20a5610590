import type { SystemAddress } from "./system.ts";

/** Sends GraphQL past all permissions, to arrange what a test starts from and to see what was really stored. */
export type AdminApi = <Data>(query: string, variables?: Record<string, unknown>) => Promise<Data>;

/** @returns the API of a system, with its admin secret */
export function createAdminApi({ urls, secrets }: SystemAddress): AdminApi {
  return async <Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> => {
    const response = await fetch(`${urls.hasura}/v1/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-hasura-admin-secret": secrets.admin },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as { data?: Data; errors?: readonly { message: string }[] };
    if (!answer.data)
      throw new Error(`The API refused what a test arranges: ${JSON.stringify(answer.errors)}`);
    return answer.data;
  };
}
