import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { previewInvitation } from "../functions/preview-invitation/handler.ts";
import { testSecrets } from "../testing/context.ts";
import { createFetchWorker } from "./fetch-worker.ts";

describe("createFetchWorker", () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer((_request, response) => response.end('{"data":{"invitations":[]}}'));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()));

  const environment = () => ({
    HASURA_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    HASURA_ADMIN_SECRET: testSecrets.admin,
    FUNCTIONS_SECRET: testSecrets.functions,
    BOOKING_PARTNER_URL: "https://partner.example",
    BOOKING_PARTNER_API_KEY: testSecrets.partnerKey,
    BOOKING_PARTNER_CALLBACK_SECRET: testSecrets.partnerCallbacks,
  });
  const request = (secret: string) =>
    new Request("https://functions.example/actions/preview-invitation", {
      method: "POST",
      headers: { "x-functions-secret": secret },
      body: JSON.stringify({
        action: { name: "previewInvitation" },
        input: { token: "t" },
        session_variables: {},
      }),
    });

  it("runs a function with the variables that come with the request", async () => {
    const worker = createFetchWorker([previewInvitation], () => {});
    const response = await worker.fetch(request(testSecrets.functions), environment());
    expect([response.status, await response.json()]).toEqual([200, null]);
  });

  it("believes another environment another secret", async () => {
    const worker = createFetchWorker([previewInvitation], () => {});
    const env = environment();
    expect((await worker.fetch(request(testSecrets.functions), env)).status).toBe(200);
    const other = { ...env, FUNCTIONS_SECRET: "another-secret-of-the-test" };
    expect((await worker.fetch(request(testSecrets.functions), other)).status).toBe(401);
    expect((await worker.fetch(request(testSecrets.functions), env)).status).toBe(200);
  });

  it("names the variable that is missing", async () => {
    const worker = createFetchWorker([previewInvitation], () => {});
    const { BOOKING_PARTNER_URL: _absent, ...env } = environment();
    await expect(worker.fetch(request(testSecrets.functions), env)).rejects.toMatchObject({
      code: "FUNCTIONS_CONFIGURATION",
      message: expect.stringContaining("BOOKING_PARTNER_URL"),
    });
  });
});
