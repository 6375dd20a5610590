import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { LoginContext } from "@potluck/auth-session";
import { USER_METADATA_CLAIM } from "@potluck/contracts";
import { Secret } from "@potluck/contracts/secret";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { shadowUserWriter } from "./shadow-user.ts";

describe("shadowUserWriter", () => {
  let api: Server;
  const asked: { authorization: string | undefined; variables: { name: string } }[] = [];

  beforeEach(async () => {
    asked.length = 0;
    api = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        const { variables } = JSON.parse(text) as { variables: { name: string } };
        asked.push({ authorization: request.headers.authorization, variables });
        response.setHeader("content-type", "application/json");
        const row = { id: "auth0|ada", display_name: variables.name, __typename: "users" };
        response.end(JSON.stringify({ data: { insert_users_one: row } }));
      });
    });
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise((resolve) => api.close(resolve)));

  const signIn = (claims: Record<string, unknown>, profile: LoginContext["profile"] = { name: "Ada Fern" }) =>
    shadowUserWriter(new URL(`http://127.0.0.1:${(api.address() as AddressInfo).port}/`))({
      userId: "auth0|ada",
      profile,
      claims,
      accessToken: new Secret("adas-own-token"),
      signal: AbortSignal.timeout(10_000),
    });

  it("writes the person's row with the person's own token", async () => {
    expect(await signIn({})).toEqual({ id: "auth0|ada", name: "Ada Fern" });
    expect(asked).toEqual([{ authorization: "Bearer adas-own-token", variables: { name: "Ada Fern" } }]);
  });

  it("calls people by what is known of them", async () => {
    expect((await signIn({}, { name: " ", nickname: "ada" })).name).toBe("ada");
    expect((await signIn({}, { email: "ada@potluck.test" })).name).toBe("ada");
    expect((await signIn({}, {})).name).toBe("Somebody");
    expect((await signIn({}, { name: "🍲".repeat(100) })).name).toBe("🍲".repeat(80));
  });

  it("takes the diet that the person told the sign-in service, and nothing that is no words", async () => {
    expect((await signIn({ [USER_METADATA_CLAIM]: { diet: " no nuts 🥜 ", theme: "dark" } })).diet).toBe(
      "no nuts 🥜",
    );
    expect((await signIn({ [USER_METADATA_CLAIM]: { diet: "🥕".repeat(500) } })).diet).toBe("🥕".repeat(120));
    for (const metadata of [undefined, null, "vegan", { diet: 7 }, { diet: "  " }, {}]) {
      expect(await signIn({ [USER_METADATA_CLAIM]: metadata })).not.toHaveProperty("diet");
    }
  });
});
