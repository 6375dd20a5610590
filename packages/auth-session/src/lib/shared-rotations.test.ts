import { afterEach, describe, expect, it, vi } from "vitest";
import { createMemoryRotationStore } from "./testing/memory-rotation-store.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe("createSharedRotations", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(async () => {
    vi.useRealTimers();
    await fixture.close();
  });

  it("claims again when the answer took so long that the claim might not outlast the exchange", async () => {
    const rotations = createMemoryRotationStore();
    let claims = 0;
    fixture = await createSessionFixture({
      rotations: {
        ...rotations,
        async claim(...claim) {
          const answer = await rotations.claim(...claim);
          // The first answer is under way for three seconds.
          if (++claims === 1) vi.setSystemTime(Date.now() + 3000);
          return answer;
        },
      },
    });
    vi.useFakeTimers({ toFake: ["Date"] });
    const jar = await fixture.signedIn();
    fixture.clock.advance(850);
    expect((await fixture.session.open(fixture.request(jar))).status).toBe("active");
    expect([claims, fixture.provider.hits.refresh]).toEqual([2, 1]);
  });

  it("shows the store neither tokens nor who they are for", async () => {
    const rotations = createMemoryRotationStore();
    const shown: unknown[] = [];
    const watched = Object.fromEntries(
      Object.entries(rotations).map(([name, method]) => [
        name,
        (...given: unknown[]) => {
          shown.push(...given);
          return (method as (...all: unknown[]) => unknown)(...given);
        },
      ]),
    ) as unknown as typeof rotations;
    fixture = await createSessionFixture({ rotations: watched });
    const tokens = await fixture.provider.issue("auth0|canary-person");
    const jar = await fixture.signedIn("auth0|canary-person", { ...tokens, providerSid: "canary-session" });
    for (let cycle = 0; cycle < 2; cycle++) {
      fixture.clock.advance(850);
      jar.take((await fixture.session.open(fixture.request(jar))).seal(new Response()));
    }
    const text = JSON.stringify(shown);
    expect(text.length).toBeGreaterThan(1000);
    for (const secret of ["canary", ...fixture.provider.issued]) expect(text).not.toContain(secret);
  });
});
