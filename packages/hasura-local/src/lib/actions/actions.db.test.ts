import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";

let functions: Server;
let test: TestServer;
let seen: { url: string | undefined; secret: unknown; body: Record<string, unknown> } | undefined;
let answer: { status: number; body: unknown } = { status: 200, body: null };

beforeAll(async () => {
  functions = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      seen = { url: request.url, secret: request.headers["x-functions-secret"], body };
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => void functions.listen(0, "127.0.0.1", resolve));
  const { port } = functions.address() as AddressInfo;
  test = await startTestServer({ FUNCTIONS_URL: `http://127.0.0.1:${port}` });
});

afterAll(async () => {
  await test.close();
  functions.close();
  functions.closeAllConnections();
});

const ACCEPT = `mutation ($token: String!) { accepted: acceptInvitation(token: $token) { role dinner: dinnerId } }`;
const PREVIEW = `query ($token: String!) { previewInvitation(token: $token) { dinnerTitle hostName } }`;

describe("actions of the project", () => {
  it("reach their handler with the session and the secret, and give what was selected", async () => {
    const dinnerId = "00000000-0000-4000-8000-000000000001";
    answer = { status: 200, body: { dinnerId, role: "viewer" } };
    const { data } = await test.query("dan", ACCEPT, { token: "abc" });
    expect(data).toEqual({ accepted: { role: "viewer", dinner: dinnerId } });
    expect(seen).toMatchObject({
      url: "/actions/accept-invitation",
      secret: "functions-secret",
      body: {
        action: { name: "acceptInvitation" },
        input: { token: "abc" },
        session_variables: { "x-hasura-role": "user", "x-hasura-user-id": "auth0|dan" },
      },
    });
  });

  it("pass a refusal on with its code", async () => {
    answer = { status: 400, body: { message: "Too late.", extensions: { code: "invitation-expired" } } };
    const { errors, data } = await test.query("dan", ACCEPT, { token: "abc" });
    expect(data).toBeUndefined();
    expect(errors).toEqual([{ message: "Too late.", extensions: { code: "invitation-expired" } }]);
  });

  it("are open to those whom the metadata names", async () => {
    answer = { status: 200, body: null };
    expect(await test.query(null, PREVIEW, { token: "x" })).toEqual({ data: { previewInvitation: null } });
    const { errors } = await test.query(null, ACCEPT, { token: "x" });
    expect(errors?.[0]?.extensions.code).toBe("validation-failed");
  });

  it("show nobody but an administrator what went wrong behind them, and no secret to anybody", async () => {
    answer = { status: 500, body: { message: "stack trace" } };
    const { errors } = await test.query("dan", ACCEPT, { token: "abc" });
    expect(errors).toMatchObject([{ message: "internal error", extensions: { code: "unexpected" } }]);
    const admin = await test.query("admin", ACCEPT, { token: "abc" });
    expect(admin.errors?.[0]?.extensions).toHaveProperty("internal");
    expect(JSON.stringify([errors, admin])).not.toMatch(/functions-secret|stack trace/);
  });
});
