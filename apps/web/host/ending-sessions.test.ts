import { afterEach, describe, expect, it } from "vitest";

import { type HostFixture, startHost } from "./testing/host-fixture.ts";

describe("the web host, when sessions end", { timeout: 60_000 }, () => {
  let host: HostFixture;
  afterEach(() => host.close());

  /** How the provider calls: from no page, with no cookie, with its own headers. */
  const deliver = (token: string, path = "/auth/backchannel-logout") =>
    host.send(null, path, { method: "POST", body: new URLSearchParams({ logout_token: token }) });

  it("takes the provider's word, which comes from no page, and the next request of each tab asks for a sign-in", async () => {
    host = await startHost();
    const jar = await host.signIn("auth0|ada", "Ada Fern");
    expect((await host.send(jar, "/document")).status).toBe(200);
    const token = await host.provider.logoutToken({ sub: "auth0|ada", sid: "provider-session" });
    const answer = await deliver(token);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    for (const path of ["/document", "/resource", "/document.data"]) {
      const response = await host.send(jar, path);
      const text = (response.headers.get("location") ?? "") + (await response.text());
      expect([path, text.includes("/sign-in")]).toEqual([path, true]);
    }
    expect((await host.post(jar, "/auth/renew")).status).toBe(401);
    expect((await host.post(jar, "/graphql", { body: '{"query":"{ asked }"}' })).status).toBe(401);
  });

  it("answers 400 to everything else that is sent there, and opens no other way past the guard", async () => {
    host = await startHost();
    const jar = await host.signIn("auth0|ada", "Ada Fern");
    const forged = await host.provider.logoutToken({ sub: "auth0|ada" }, { foreignKey: true });
    expect((await deliver(forged)).status).toBe(400);
    expect((await deliver("")).status).toBe(400);
    const valid = await host.provider.logoutToken({ sub: "auth0|ada" });
    for (const path of ["/auth/backchannel-logout.data", "/auth/backchannel-logout/", "/auth/logout"]) {
      expect([path, (await deliver(valid, path)).status]).toEqual([path, 403]);
    }
    expect((await host.send(jar, "/document")).status).toBe(200);
  });

  it("signs out everywhere only for somebody who proved a short while ago who they are, and comes back to the account", async () => {
    host = await startHost();
    const [here, there] = [
      await host.signIn("auth0|ada", "Ada Fern"),
      await host.signIn("auth0|ada", "Ada Fern"),
    ];
    const press = () =>
      host.post(here, "/auth/logout?everywhere", { headers: { referer: `${host.origin}/account` } });
    host.clock.advance(20 * 60);
    const asked = (await press()).headers.get("location") ?? "";
    expect(asked).toBe("/auth/login?returnTo=%2Faccount&max_age=900");
    expect((await host.send(there, "/document")).status).toBe(200);
    const url = (await host.send(here, asked)).headers.get("location") ?? "";
    const back = await host.send(here, host.provider.authorize(url, { claims: { name: "Ada Fern" } }));
    expect(back.headers.get("location")).toBe("/account");
    host.clock.advance(1);
    expect(new URL((await press()).headers.get("location") ?? "").pathname).toBe("/oidc/logout");
    expect((await host.send(there, "/document")).headers.get("location")).toMatch(/^\/sign-in/);
  });

  it("signs out everywhere, and says so when that could not be recorded", async () => {
    let isDown = false;
    host = await startHost({
      session: {
        sessions: {
          isShared: true,
          isEnded: () => Promise.resolve(false),
          end: () => (isDown ? Promise.reject(new Error("down")) : Promise.resolve()),
          subscribe: () => () => undefined,
        },
      },
    });
    const jar = await host.signIn("auth0|ada", "Ada Fern");
    isDown = true;
    const failed = await host.post(jar, "/auth/logout?everywhere");
    expect([failed.status, failed.headers.get("location")]).toEqual([302, "/account?still-signed-in"]);
    expect((await host.send(jar, "/document")).status).toBe(200);
    isDown = false;
    const done = await host.post(jar, "/auth/logout?everywhere");
    expect(done.headers.get("location")).toContain("/oidc/logout");
    expect((await host.send(jar, "/document")).headers.get("location")).toContain("/sign-in");
  });
});
