import { describe, expect, it } from "vitest";

import { sessionScript } from "./session-script.ts";

const direct = {
  mode: "direct",
  url: "https://api.example/v1/graphql",
  wsUrl: "wss://api.example/v1/graphql",
} as const;
const gateway = { mode: "gateway" } as const;

describe("sessionScript", () => {
  it("asks for the token on pages that will need one, for the session where nobody knows yet who looks", () => {
    expect(sessionScript(direct, "token")).toContain('fetch("/auth/token"');
    expect(sessionScript(direct, "person")).toContain('fetch("/auth/token"');
    expect(sessionScript(gateway, "person")).toContain('fetch("/auth/renew"');
    for (const script of [sessionScript(gateway, "token"), sessionScript(direct, "none")])
      expect(script).not.toContain("fetch");
  });

  it("says on every page of direct mode how to reach the API, and is empty where there is nothing to say", () => {
    expect(sessionScript(direct, "none")).toContain('"wss://api.example/v1/graphql"');
    expect(sessionScript(gateway, "none")).toBe("");
    expect(sessionScript(undefined, "person")).toBe("");
  });

  it("is a script that no address can break out of", () => {
    expect(sessionScript({ ...direct, url: "https://x/</script>" }, "none")).not.toContain("</script>");
  });
});
