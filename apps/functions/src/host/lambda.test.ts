import { describe, expect, it } from "vitest";
import { previewInvitation } from "../functions/preview-invitation/handler.ts";
import { bookingPartner } from "../functions/booking-partner/handler.ts";
import { createTestContext, testSecrets } from "../testing/context.ts";
import { callbackRequest } from "../testing/scripted-partner.ts";
import { createLambda, type HttpApiEvent } from "./lambda.ts";

function toEvent(path: string, parts: Partial<HttpApiEvent> = {}, method = "POST"): HttpApiEvent {
  return {
    rawPath: path,
    rawQueryString: "",
    headers: { "content-type": "application/json" },
    requestContext: { domainName: "functions.example", http: { method } },
    isBase64Encoded: false,
    ...parts,
  };
}

describe("createLambda", () => {
  const hasura = { request: async () => ({ invitations: [] }) as never };
  const lambda = createLambda([previewInvitation, bookingPartner], createTestContext({ hasura }));
  const call = JSON.stringify({
    action: { name: "previewInvitation" },
    input: { token: "t" },
    session_variables: {},
  });

  it.each([
    ["as it is", call, false],
    ["in base64", Buffer.from(call).toString("base64"), true],
  ])("runs a function on a body that comes %s", async (_case, body, isBase64Encoded) => {
    const headers = { "x-functions-secret": testSecrets.functions };
    const result = await lambda(toEvent("/actions/preview-invitation", { body, isBase64Encoded, headers }));
    expect(result).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: "null",
      isBase64Encoded: false,
    });
  });

  it("passes on who may not call, and what is not there", async () => {
    expect((await lambda(toEvent("/actions/preview-invitation", { body: call }))).statusCode).toBe(401);
    expect((await lambda(toEvent("/actions/other", { body: call }))).statusCode).toBe(404);
    expect((await lambda(toEvent("/healthz", {}, "GET"))).statusCode).toBe(200);
  });

  it("keeps the bytes over which a partner signed", async () => {
    const text = JSON.stringify({ id: "ü", clientReference: "table 7", sequence: 1, status: "confirmed" });
    const request = await callbackRequest(text);
    const result = await lambda(
      toEvent("/callbacks/booking-partner", {
        headers: Object.fromEntries(request.headers),
        body: Buffer.from(text).toString("base64"),
        isBase64Encoded: true,
      }),
    );
    expect([result.statusCode, JSON.parse(result.body)]).toMatchObject([200, { outcome: "gave-up" }]);
  });
});
