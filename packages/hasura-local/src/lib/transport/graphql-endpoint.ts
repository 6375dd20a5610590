import type { Api } from "./api.ts";
import { graphqlErrorBody, toRequestError } from "./error-response.ts";
import { parseGraphQLRequest } from "./graphql-request.ts";
import type { RequestHeaders } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";
import { ADMIN_ROLE } from "../session.ts";
import type { Session } from "../session.ts";

/**
 * Answers `POST /v1/graphql`: one request, or a list of them that are run in order.
 *
 * @param readBody reads the parsed body.
 * @returns the response's JSON text; failures are part of it, the status is always 200.
 */
export async function answerGraphQL(
  api: Api,
  headers: RequestHeaders,
  readBody: () => Promise<unknown>,
): Promise<string> {
  let session: Session | undefined;
  try {
    const body = await readBody();
    ({ session } = await api.authenticate(headers));
    if (!Array.isArray(body)) return await answerOne(api, session, headers, body);
    const answers: string[] = [];
    for (const request of body) answers.push(await answerOne(api, session, headers, request));
    return `[${answers.join(",")}]`;
  } catch (error) {
    return graphqlErrorBody(toRequestError(error, api.log), session?.role === ADMIN_ROLE);
  }
}

async function answerOne(
  api: Api,
  session: Session,
  headers: RequestHeaders,
  body: unknown,
): Promise<string> {
  try {
    const operation = api.engine.prepare(parseGraphQLRequest(body), session);
    if (operation.kind === "subscription") {
      throw new GraphQLRequestError(
        "unexpected",
        "subscriptions are not supported over HTTP, use websockets instead",
      );
    }
    return await operation.run({ requestHeaders: headers });
  } catch (error) {
    return graphqlErrorBody(toRequestError(error, api.log), session.role === ADMIN_ROLE);
  }
}
