import { decodeJwt } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import type { Clock } from "./clock.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import { FakeClock } from "./testing/fake-clock.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

/** How far the API's clock may be ahead of the provider's: Hasura's `allowed_skew`. */
const ALLOWED_SKEW_S = 60;
const TOKEN_TTL_S = 900;

describe("a session among clocks that differ", { timeout: 120_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  const skews = [-60, 0, 60];
  const pairs = skews.flatMap((provider) => skews.map((api) => ({ provider, api })));

  it("row 25: by a minute: nobody signs in twice, and the API refuses no token within its margin", async () => {
    let logins = 0;
    let rejections = 0;
    let requests = 0;
    let refreshes = 0;
    for (const skew of pairs) {
      const truth = new FakeClock();
      const shifted = (seconds: number): Clock => ({ now: () => truth.now() + seconds * 1000 });
      fixture = await createSessionFixture(
        { clock: truth },
        { clock: shifted(skew.provider), accessTokenTtlS: TOKEN_TTL_S },
      );
      const jar = new CookieJar();
      const { response } = await fixture.finish(jar, fixture.provider.authorize(await fixture.start(jar)));
      jar.take(response);
      const api = shifted(skew.api);
      for (let elapsed = 0; elapsed < 3 * TOKEN_TTL_S; elapsed += 7) {
        const auth = await fixture.session.open(fixture.request(jar));
        jar.take(auth.seal(new Response()));
        requests++;
        if (auth.status !== "active") {
          logins++;
          break;
        }
        const { exp = 0, iat = 0 } = decodeJwt(auth.accessToken().reveal());
        const apiNowS = api.now() / 1000;
        // Hasura: `exp` with the margin. A token from the future is taken, whatever its `iat`.
        if (apiNowS >= exp + ALLOWED_SKEW_S || iat === 0) rejections++;
        truth.advance(7);
      }
      refreshes += fixture.provider.hits.refresh;
      await fixture.close();
    }
    expect(
      report("25", { combinations: pairs.length, refreshes, logins, "API rejections": rejections }),
    ).toEqual({});
    expect(requests).toBeGreaterThan(pairs.length * 300);
  });

  it("by more than the margin, a sign-in is refused and says so", async () => {
    const truth = new FakeClock();
    const far: Clock = { now: () => truth.now() + 3600_000 };
    fixture = await createSessionFixture({ clock: truth }, { clock: far });
    const jar = new CookieJar();
    const { location } = await fixture.finish(jar, fixture.provider.authorize(await fixture.start(jar)));
    expect(location).toContain("error=invalid");
  });
});
