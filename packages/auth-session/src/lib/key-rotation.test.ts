import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import type { SessionKey } from "./options.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import { oneOf, shuffled, withChoices } from "./testing/choices.ts";
import { createMemoryRotationStore } from "./testing/memory-rotation-store.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe("a change of session keys", { timeout: 60_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  const newKey = (id: string): SessionKey => ({ id, secret: randomBytes(32) });
  const keyOf = (jar: CookieJar) => jar.get("__Host-session")?.split(".")[1];

  it("row 16: signs nobody out, twice in a row, while three processes are replaced one by one under load", () =>
    withChoices(async (choose) => {
      const [k1, k2, k3] = [newKey("k1"), newKey("k2"), newKey("k3")];
      fixture = await createSessionFixture({ keys: [k1], rotations: createMemoryRotationStore() });
      const processes = Array.from({ length: 3 }, () => fixture.another());
      const jars = await Promise.all(Array.from({ length: 60 }, () => fixture.signedIn()));
      let requests = 0;
      let logouts = 0;

      /** Every browser asks twice at once, of any processes; the responses arrive in any order. */
      async function wave(): Promise<void> {
        await Promise.all(
          jars.map(async (jar) => {
            const both = await Promise.all(
              [0, 0].map(async () => {
                const auth = await oneOf(processes, choose).open(fixture.request(jar));
                if (auth.status !== "active") logouts++;
                return auth.seal(new Response());
              }),
            );
            for (const response of shuffled(both, choose)) jar.take(response);
            requests += both.length;
          }),
        );
      }

      async function deploy(...keys: SessionKey[]): Promise<void> {
        for (const index of processes.keys()) {
          processes[index] = fixture.another({ keys });
          // Due each time: also while some processes have the new ring and some the old. What comes of it is brought to others.
          fixture.clock.advance(850);
          await wave();
          await wave();
        }
      }

      // With several processes a key is known everywhere before it seals anywhere.
      await deploy(k1, k2);
      await deploy(k2, k1);
      fixture.clock.advance(841);
      await wave();
      const underRetired = jars.filter((jar) => keyOf(jar) !== "k2").length;
      await deploy(k2, k3);
      await deploy(k3, k2);
      fixture.clock.advance(841);
      await wave();
      await deploy(k3);
      const figures = {
        requests,
        logouts,
        "cookies under a retired key after a refresh": underRetired,
        "families revoked": fixture.provider.hits.familiesRevoked,
      };
      expect(report("16 store", figures)).toEqual({});

      expect(jars.every((jar) => keyOf(jar) === "k3")).toBe(true);
    }));

  it("lets a sign-in that is under way end", async () => {
    const [k1, k2] = [newKey("k1"), newKey("k2")];
    fixture = await createSessionFixture({ keys: [k1] });
    const jar = new CookieJar();
    const url = await fixture.start(jar);
    const finished = await fixture.finish(
      jar,
      fixture.provider.authorize(url),
      fixture.another({ keys: [k2, k1] }),
    );
    expect(finished.isSignedIn).toBe(true);
  });
});
