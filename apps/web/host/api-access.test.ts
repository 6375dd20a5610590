import { describe, expect, it } from "vitest";

import { apiAccessOf, connectOrigins } from "./api-access.ts";
import { type WebEnv, parseWebEnv } from "./env.ts";

const variables = {
  WEB_ORIGIN: "https://potluck.example",
  HASURA_ENDPOINT: "http://hasura.internal:8080",
  AUTH0_ISSUER: "https://potluck.eu.auth0.com/",
  AUTH0_CLIENT_ID: "client",
  AUTH0_CLIENT_SECRET: "secret",
  AUTH0_AUDIENCE: "https://api.potluck.example",
  SESSION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64url")}`,
};
const envWith = (more: Record<string, string>): WebEnv => parseWebEnv({ ...variables, ...more });

describe("apiAccessOf", () => {
  it("is the gateway unless set, and tells pages nothing of the API then", () => {
    expect(apiAccessOf(envWith({}))).toEqual({ mode: "gateway" });
    expect(connectOrigins(apiAccessOf(envWith({})))).toEqual([]);
  });

  it("tells pages the public address of the API in direct mode, and lets them talk to it over HTTP and sockets", () => {
    const access = apiAccessOf(
      envWith({ API_ACCESS: "direct", HASURA_PUBLIC_ENDPOINT: "https://api.potluck.example" }),
    );
    expect(access).toEqual({
      mode: "direct",
      url: "https://api.potluck.example/v1/graphql",
      wsUrl: "wss://api.potluck.example/v1/graphql",
    });
    expect(connectOrigins(access)).toEqual(["https://api.potluck.example", "wss://api.potluck.example"]);
  });

  it("takes the address that the server uses where there is no other", () => {
    expect(apiAccessOf(envWith({ API_ACCESS: "direct" }))).toMatchObject({
      url: "http://hasura.internal:8080/v1/graphql",
      wsUrl: "ws://hasura.internal:8080/v1/graphql",
    });
  });

  it("names the variable when it is neither", () => {
    expect(() => envWith({ API_ACCESS: "proxy" })).toThrow(/API_ACCESS/);
  });
});
