import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Secret } from "@potluck/contracts/secret";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createHasuraClient, isPermissionError } from "./hasura-client.ts";

const OPERATION = { text: "query Hello { hello }", data: z.object({ hello: z.string() }) };

describe("createHasuraClient", () => {
  let server: Server;
  let seen: { url?: string; headers: IncomingHttpHeaders; body: unknown }[];
  let answer: string;
  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        seen.push({ url: request.url, headers: request.headers, body: JSON.parse(body) });
        response.setHeader("content-type", "application/json").end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()));

  const client = () => {
    const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return createHasuraClient({ endpoint, adminSecret: new Secret("admin"), timeoutMs: 500 });
  };

  it("acts as the role function, with the session variables it is given", async () => {
    answer = '{"data":{"hello":"you"}}';
    expect(await client().request(OPERATION, { a: 1 }, { "invitation-token-hash": "abc" })).toEqual({
      hello: "you",
    });
    expect(seen).toMatchObject([
      {
        url: "/v1/graphql",
        headers: {
          "x-hasura-admin-secret": "admin",
          "x-hasura-role": "function",
          "x-hasura-invitation-token-hash": "abc",
        },
        body: { query: OPERATION.text, variables: { a: 1 } },
      },
    ]);
  });

  it("throws what the API refuses, and knows a row that the role may not write", async () => {
    answer =
      '{"errors":[{"message":"check constraint failed","extensions":{"code":"permission-error","path":"$"}}]}';
    const refusal = await client()
      .request(OPERATION, {})
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: "FUNCTIONS_API_REFUSED",
      message: "The API refused: check constraint failed",
    });
    expect(isPermissionError(refusal)).toBe(true);
    answer = '{"errors":[{"message":"no such field","extensions":{"code":"validation-failed","path":"$"}}]}';
    expect(
      isPermissionError(
        await client()
          .request(OPERATION, {})
          .catch((error: unknown) => error),
      ),
    ).toBe(false);
  });

  it("calls an API that does not answer unreachable", async () => {
    answer = "<html>starting</html>";
    await expect(client().request(OPERATION, {})).rejects.toMatchObject({
      code: "FUNCTIONS_API_UNREACHABLE",
    });
    const gone = createHasuraClient({
      endpoint: new URL("http://127.0.0.1:9"),
      adminSecret: new Secret("admin"),
    });
    await expect(gone.request(OPERATION, {})).rejects.toMatchObject({ code: "FUNCTIONS_API_UNREACHABLE" });
  });

  it("does not take data of another shape for an answer", async () => {
    answer = '{"data":{"hello":7}}';
    await expect(client().request(OPERATION, {})).rejects.toThrow(z.ZodError);
  });
});
