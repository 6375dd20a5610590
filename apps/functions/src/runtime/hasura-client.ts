import type { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import { FunctionError } from "./errors.ts";

/** The API, as the role `function` sees it. */
export interface HasuraClient {
  /**
   * @param operation GraphQL text and the schema of its data.
   * @param variables Variables of the operation.
   * @param session Further session variables for the role's permissions, without the prefix `x-hasura-`.
   * @returns The data.
   * @throws FunctionError `FUNCTIONS_API_UNREACHABLE` (worth another try), `FUNCTIONS_API_REFUSED` (is not); of the
   *   latter, {@link isPermissionError} and {@link isUniquenessError} tell which.
   */
  request<Data>(
    operation: Operation<Data>,
    variables: Record<string, unknown>,
    session?: Record<string, string>,
  ): Promise<Data>;
}

/** A GraphQL operation with the shape of its answer. */
export interface Operation<Data> {
  text: string;
  data: z.ZodType<Data>;
}

/** Where the API is and how to reach it. */
export interface HasuraClientOptions {
  /** Base address; `/v1/graphql` is appended. */
  endpoint: URL;
  adminSecret: Secret;
  /** Milliseconds until an attempt counts as unreachable. */
  timeoutMs?: number;
}

const graphqlAnswer = z.union([
  z.object({ data: z.unknown(), errors: z.undefined().optional() }),
  z.object({
    errors: z
      .array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).optional() }))
      .min(1),
  }),
]);

/** @returns A client that acts as the role `function`, never as the administrator. */
export function createHasuraClient({
  endpoint,
  adminSecret,
  timeoutMs = 5000,
}: HasuraClientOptions): HasuraClient {
  const url = new URL("v1/graphql", endpoint.href.endsWith("/") ? endpoint : `${endpoint.href}/`);
  return {
    async request(operation, variables, session = {}) {
      const response = await post(url, { query: operation.text, variables }, timeoutMs, {
        "x-hasura-admin-secret": adminSecret.reveal(),
        "x-hasura-role": "function",
        ...Object.fromEntries(Object.entries(session).map(([name, value]) => [`x-hasura-${name}`, value])),
      });
      const answer = graphqlAnswer.safeParse(response);
      if (!answer.success)
        throw new FunctionError("FUNCTIONS_API_UNREACHABLE", "The API's answer is not GraphQL.");
      if (answer.data.errors) {
        const [{ message, extensions }] = answer.data.errors as [
          { message: string; extensions?: { code: string } },
        ];
        throw new FunctionError("FUNCTIONS_API_REFUSED", `The API refused: ${message}`, {
          cause: extensions?.code,
        });
      }
      return operation.data.parse(answer.data.data);
    },
  };
}

/** @returns Whether the API refused because the row is not one that the role may write. */
export function isPermissionError(error: unknown): boolean {
  return (
    error instanceof FunctionError &&
    error.code === "FUNCTIONS_API_REFUSED" &&
    error.cause === "permission-error"
  );
}

/** @returns Whether the API refused because a row with the same key is there already. */
export function isUniquenessError(error: unknown, constraint: string): boolean {
  return (
    error instanceof FunctionError &&
    error.code === "FUNCTIONS_API_REFUSED" &&
    error.cause === "constraint-violation" &&
    error.message.includes(`unique constraint "${constraint}"`)
  );
}

/** @returns Whether the API refused because a row that another one refers to is not there. */
export function isForeignKeyError(error: unknown): boolean {
  return (
    error instanceof FunctionError &&
    error.code === "FUNCTIONS_API_REFUSED" &&
    error.cause === "constraint-violation" &&
    error.message.includes("Foreign key violation")
  );
}

async function post(
  url: URL,
  body: unknown,
  timeoutMs: number,
  headers: Record<string, string>,
): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return await response.json();
  } catch (cause) {
    throw new FunctionError("FUNCTIONS_API_UNREACHABLE", `The API at ${url.origin} does not answer.`, {
      cause,
    });
  }
}
