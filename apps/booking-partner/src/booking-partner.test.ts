import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPartner, type TestPartner } from "./testing/partner.ts";

/** Thursday, when all are open: 19:00 in London, 20:00 in Rome. */
const EVENING = "2026-11-19T19:00:00.000Z";
const wish = (sequence: number, restaurant = "osteria-lucia", partySize = 2, startsAt = EVENING) => ({
  sequence,
  restaurant,
  startsAt,
  partySize,
});

const undelivered = async () => (await partner.client.state()).undeliveredCallbacks;

let dataDir: string;
let partner: TestPartner;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "booking-partner-"));
  partner = await startTestPartner({ dataDir });
});
afterEach(async () => {
  await partner.stop();
  await rm(dataDir, { recursive: true });
});

describe("idempotency keys", () => {
  it("get the same answer again, also after a restart", async () => {
    const first = await partner.client.ask("dinner", "k", wish(1));
    expect(first.body).toMatchObject({ status: "confirmed", reference: expect.stringMatching(/^OL-\w{5}$/) });
    expect(await partner.client.ask("dinner", "k", wish(1))).toEqual(first);
    await partner.restart();
    expect(await partner.client.ask("dinner", "k", wish(1))).toEqual(first);
    expect((await partner.client.state()).reservations).toHaveLength(1);
  });

  it("get the same answer while the first request is under way", async () => {
    const asked = Array.from({ length: 20 }, () => partner.client.ask("dinner", "k", wish(1)));
    const answers = await Promise.all(asked);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await partner.client.state()).counters).toMatchObject({ confirmed: 1, replayed: 19 });
  });

  it("get their old answer when more is known by now", async () => {
    const first = await partner.client.ask("dinner", "k1", wish(1));
    await partner.client.withdraw("dinner", "k2", 2);
    expect(await partner.client.ask("dinner", "k1", wish(1))).toEqual(first);
    expect((await partner.client.look("dinner")).body).toMatchObject({ status: "cancelled", sequence: 2 });
  });

  it("are one for all reservations, and for asking and giving back", async () => {
    await partner.client.ask("dinner", "k", wish(1));
    const answers = [
      await partner.client.ask("lunch", "k", wish(1)),
      await partner.client.withdraw("dinner", "k", 1),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(["key-reused", "key-reused"]);
  });

  it("take the same time in another zone for the same wish", async () => {
    const first = await partner.client.ask("dinner", "k", wish(1));
    const again = { ...wish(1), startsAt: "2026-11-19T20:00:00+01:00" };
    expect(await partner.client.ask("dinner", "k", again)).toEqual(first);
  });
});

describe("sequences", () => {
  it("answer the same wish under another key with how it stands", async () => {
    const first = await partner.client.ask("dinner", "k1", wish(1));
    expect(await partner.client.ask("dinner", "k2", wish(1))).toEqual(first);
    expect((await partner.client.state()).counters.confirmed).toBe(1);
  });

  it("move a reservation to another table and give the old one back", async () => {
    await partner.client.ask("dinner", "k1", wish(1, "osteria-lucia", 8));
    expect((await partner.client.ask("lunch", "k2", wish(1, "osteria-lucia", 8))).body.status).toBe(
      "declined",
    );
    await partner.client.ask("dinner", "k3", wish(2, "green-room", 8));
    expect((await partner.client.ask("lunch", "k4", wish(2, "osteria-lucia", 8))).body.status).toBe(
      "confirmed",
    );
  });

  it("let a reservation keep its table when only the number of guests changes", async () => {
    await partner.client.ask("dinner", "k1", wish(1, "osteria-lucia", 7));
    expect((await partner.client.ask("dinner", "k2", wish(2, "osteria-lucia", 8))).body.status).toBe(
      "confirmed",
    );
  });

  it("give the old table back even when the new wish is declined", async () => {
    await partner.client.ask("dinner", "k1", wish(1, "osteria-lucia", 8));
    expect((await partner.client.ask("dinner", "k2", wish(2, "osteria-lucia", 9))).body.status).toBe(
      "declined",
    );
    expect((await partner.client.ask("lunch", "k3", wish(1, "osteria-lucia", 8))).body.status).toBe(
      "confirmed",
    );
  });

  it("keep a late wish from coming true after the table was given back", async () => {
    const given = await partner.client.withdraw("dinner", "k2", 2);
    expect([given.status, given.body]).toEqual([
      200,
      { clientReference: "dinner", sequence: 2, status: "cancelled" },
    ]);
    await partner.restart();
    const late = [
      await partner.client.ask("dinner", "k1", wish(1)),
      await partner.client.ask("dinner", "k3", wish(2)),
    ];
    expect(late.map(({ body }) => body.code)).toEqual(["superseded", "superseded"]);
    expect((await partner.client.ask("dinner", "k4", wish(3))).body.status).toBe("confirmed");
  });

  it("free the table of a reservation that is given back", async () => {
    await partner.client.ask("dinner", "k1", wish(1, "osteria-lucia", 8));
    await partner.client.withdraw("dinner", "k2", 1);
    expect((await partner.client.ask("lunch", "k3", wish(1, "osteria-lucia", 8))).body.status).toBe(
      "confirmed",
    );
    expect((await partner.client.ask("dinner", "k4", wish(1, "osteria-lucia", 8))).body.code).toBe(
      "superseded",
    );
  });
});

describe("restaurants that decide later", () => {
  it("are pending until a callback brings the decision", async () => {
    const asked = await partner.client.ask("dinner", "k", wish(1, "nori-and-ash"));
    expect([asked.status, asked.body.status]).toEqual([202, "pending"]);
    await expect.poll(() => partner.receiver.deliveries).toHaveLength(1);
    const known = await partner.client.look("dinner");
    expect(known.body).toMatchObject({ status: "confirmed", reference: expect.stringMatching(/^NA-/) });
    expect(partner.receiver.deliveries[0]?.body).toEqual({ id: expect.any(String), ...known.body });
    expect(await partner.client.ask("dinner", "k", wish(1, "nori-and-ash"))).toEqual(asked);
  });

  it("decide after a restart what was pending before", async () => {
    await partner.client.ask("dinner", "k", wish(1, "nori-and-ash", 30));
    await partner.restart();
    await expect.poll(() => partner.receiver.deliveries).toHaveLength(1);
    expect(partner.receiver.deliveries[0]?.body).toMatchObject({
      status: "declined",
      reason: "The biggest table at Nori & Ash seats 6.",
      alternatives: [],
    });
  });
});

describe("callbacks", () => {
  it("come again with the same id until they are acknowledged, at growing intervals", async () => {
    partner.receiver.answerWith(500);
    await partner.client.ask("dinner", "k", wish(1, "nori-and-ash"));
    const { deliveries } = partner.receiver;
    await expect.poll(() => deliveries).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = deliveries.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(490);
    expect(third - second).toBeGreaterThanOrEqual(990);
    partner.receiver.answerWith(204);
    await expect.poll(undelivered).toEqual([]);
    expect(new Set(deliveries.map(({ body }) => body.id)).size).toBe(1);
    expect((await partner.client.state()).counters).toMatchObject({
      callbacksSent: 4,
      callbacksAcknowledged: 1,
    });
  });

  it("come after a restart when nobody acknowledged them before", async () => {
    partner.receiver.answerWith("hang");
    await partner.client.ask("dinner", "k", wish(1, "nori-and-ash"));
    await expect.poll(() => partner.receiver.deliveries).toHaveLength(1);
    partner.receiver.answerWith(200);
    await partner.restart();
    await expect.poll(() => partner.receiver.deliveries).toHaveLength(2);
    const [before, after] = partner.receiver.deliveries;
    expect(after?.body).toEqual(before?.body);
    await expect.poll(undelivered).toEqual([]);
    await partner.restart();
    expect((await partner.client.state()).undeliveredCallbacks).toEqual([]);
  });

  it("tell that the restaurant cancelled, at the same sequence, and free the table", async () => {
    await partner.client.ask("dinner", "k1", wish(1, "osteria-lucia", 8));
    const reason = "A pipe has burst. We are sorry.";
    const cancelled = await partner.client.control("POST", "/cancel", { clientReference: "dinner", reason });
    expect(cancelled.body).toEqual({ clientReference: "dinner", sequence: 1, status: "cancelled", reason });
    await expect.poll(() => partner.receiver.deliveries).toHaveLength(1);
    expect(partner.receiver.deliveries[0]?.body).toMatchObject({ sequence: 1, status: "cancelled", reason });
    expect((await partner.client.look("dinner")).body).toMatchObject({ status: "cancelled", reason });
    expect((await partner.client.ask("lunch", "k2", wish(1, "osteria-lucia", 8))).body.status).toBe(
      "confirmed",
    );
    expect((await partner.client.withdraw("dinner", "k3", 1)).body).toMatchObject({
      status: "cancelled",
      reason,
    });
  });
});

describe("startBookingPartner", () => {
  it("says that it is well", async () => {
    await partner.client.setFaults({ down: true });
    expect((await fetch(`${partner.url}/healthz`)).status).toBe(200);
  });

  it("has no controls on the public port", async () => {
    expect((await partner.client.request("/state", { method: "GET" })).status).toBe(404);
  });

  it("names the variable that helps when the port is taken", async () => {
    const port = Number(new URL(partner.url).port);
    await expect(startTestPartner({ port })).rejects.toMatchObject({
      code: "PARTNER_PORT_BUSY",
      message: expect.stringContaining("PARTNER_PORT"),
    });
  });

  it("says what to do when its file is not its own", async () => {
    const folder = await mkdtemp(join(tmpdir(), "booking-partner-"));
    await writeFile(join(folder, "reservations.jsonl"), "not ours\n");
    await expect(startTestPartner({ dataDir: folder })).rejects.toMatchObject({
      code: "PARTNER_DATA_UNREADABLE",
      message: expect.stringContaining("remove it"),
    });
    await rm(folder, { recursive: true });
  });
});
