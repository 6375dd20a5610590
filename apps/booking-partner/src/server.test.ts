import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startCallbackReceiver, type CallbackReceiver } from "./testing/callback-receiver.ts";
import { createTestClient } from "./testing/client.ts";
import { spawnPartner, startPartnerProcess } from "./testing/process.ts";

const API_KEY = "key-of-the-test-partner";
const SECRET = "secret-of-the-callbacks";

/** An evening ahead on which everybody is open: the processes go by the real clock. */
function nextThursday(): string {
  const day = new Date(Date.now() + 86_400_000);
  while (day.getUTCDay() !== 4) day.setUTCDate(day.getUTCDate() + 1);
  return `${day.toISOString().slice(0, 10)}T19:00:00.000Z`;
}

describe("booking partner server", () => {
  const startsAt = nextThursday();
  let dataDir: string;
  let receiver: CallbackReceiver;
  let environment: Record<string, string>;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "booking-partner-"));
    receiver = await startCallbackReceiver(SECRET);
    environment = {
      PARTNER_PORT: "0",
      PARTNER_CONTROL_PORT: "0",
      PARTNER_API_KEY: API_KEY,
      PARTNER_CALLBACK_URL: receiver.url.href,
      PARTNER_CALLBACK_SECRET: SECRET,
      PARTNER_DATA_DIR: dataDir,
      PARTNER_THINK_MS: "0",
    };
  });
  afterEach(async () => {
    await receiver.stop();
    await rm(dataDir, { recursive: true });
  });

  it("gives a key the answer that was decided when it was killed before it answered", async () => {
    const wish = { sequence: 1, restaurant: "osteria-lucia", startsAt, partySize: 8 };
    const first = await startPartnerProcess({
      ...environment,
      PARTNER_FAULTS: '{"delay":1,"delayMs":60000}',
    });
    const client = createTestClient(first, API_KEY);
    const lost = Promise.allSettled([client.ask("dinner", "k1", wish), client.withdraw("lunch", "k2", 3)]);
    await expect.poll(async () => (await client.state()).reservations).toHaveLength(2);
    const decided = (await client.state()).reservations;
    expect(await first.end("SIGKILL")).toBeNull();
    expect((await lost).map(({ status }) => status)).toEqual(["rejected", "rejected"]);

    const second = await startPartnerProcess(environment);
    const again = createTestClient(second, API_KEY);
    const { reference } = decided.find(({ clientReference }) => clientReference === "dinner") ?? {};
    expect(reference).toEqual(expect.any(String));
    expect((await again.ask("dinner", "k1", wish)).body).toEqual({
      clientReference: "dinner",
      sequence: 1,
      status: "confirmed",
      reference,
    });
    expect((await again.ask("lunch", "k3", { ...wish, sequence: 3 })).body.code).toBe("superseded");
    expect((await again.ask("brunch", "k4", wish)).body.status).toBe("declined");
    expect((await again.state()).counters).toMatchObject({ confirmed: 0, replayed: 1 });
    await second.end("SIGTERM");
  }, 60_000);

  it("delivers what nobody acknowledged before it was killed, and still thinks about what was undecided", async () => {
    receiver.answerWith("hang");
    const wish = { sequence: 1, restaurant: "saffron-house", startsAt, partySize: 2 };
    const first = await startPartnerProcess(environment);
    await createTestClient(first, API_KEY).ask("told", "k1", wish);
    await expect.poll(() => receiver.deliveries).toHaveLength(1);
    await first.end("SIGKILL");

    const second = await startPartnerProcess({ ...environment, PARTNER_THINK_MS: "3600000" });
    await createTestClient(second, API_KEY).ask("undecided", "k2", wish);
    await second.end("SIGKILL");
    const [told] = receiver.deliveries;
    const known = receiver.deliveries.length;

    receiver.answerWith(200);
    const third = await startPartnerProcess(environment);
    await expect.poll(() => receiver.deliveries.length).toBeGreaterThan(known);
    expect(receiver.deliveries.at(-1)?.body).toEqual(told?.body);
    expect((await createTestClient(third, API_KEY).look("undecided")).body.status).toBe("pending");
    await third.end("SIGTERM");
  }, 60_000);

  it("prints one line, warns of nothing, and leaves at once on SIGTERM with requests hanging", async () => {
    const partner = await startPartnerProcess({ ...environment, PARTNER_FAULTS: '{"hang":1}' });
    const client = createTestClient(partner, API_KEY);
    const hanging = client.look("dinner").catch((error: unknown) => String(error));
    await expect.poll(async () => (await client.state()).counters.requests).toBe(1);
    const asked = Date.now();
    expect([await partner.end("SIGTERM"), await partner.errors]).toEqual([0, ""]);
    expect(Date.now() - asked).toBeLessThan(2000);
    expect(await hanging).toMatch(/fetch failed/);
  }, 60_000);

  it("names a missing variable in one sentence and exits with 1", async () => {
    const child = spawnPartner({ ...environment, PARTNER_CALLBACK_URL: "" });
    const message = text(child.stderr!);
    const [code] = (await once(child, "close")) as [number];
    expect([code, await message]).toEqual([
      1,
      expect.stringMatching(/^The booking partner cannot start: set PARTNER_CALLBACK_URL .*\n$/),
    ]);
  }, 60_000);
});
