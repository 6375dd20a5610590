import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPartner, type TestPartner } from "../testing/partner.ts";

const wish = (sequence: number, restaurant = "osteria-lucia") => ({
  sequence,
  restaurant,
  startsAt: "2026-11-19T19:00:00.000Z",
  partySize: 2,
});

let partner: TestPartner;
beforeEach(async () => {
  partner = await startTestPartner();
});
afterEach(async () => {
  await partner.stop();
});

const statusOf = async (clientReference: string) =>
  (await partner.client.state()).reservations.find((known) => known.clientReference === clientReference)
    ?.status;

/** Leaves the partner down, with a callback for each reservation on its way. */
async function cancelWhileDown(references: readonly string[]): Promise<void> {
  for (const reference of references) await partner.client.ask(reference, reference, wish(1, "casa-maiz"));
  await partner.client.setFaults({ down: true });
  for (const clientReference of references)
    await partner.client.control("POST", "/cancel", { clientReference, reason: "A pipe has burst." });
  expect((await partner.client.state()).undeliveredCallbacks).toHaveLength(references.length);
}

describe("fault controls", () => {
  it("lose the answer after the decision, which the same key gets later", async () => {
    await partner.client.setFaults({ loseAnswer: 1 });
    await expect(partner.client.ask("dinner", "k", wish(1))).rejects.toThrow("fetch failed");
    expect(await statusOf("dinner")).toBe("confirmed");
    await partner.client.control("POST", "/reset");
    const again = await partner.client.ask("dinner", "k", wish(1));
    expect(again.body).toMatchObject({ status: "confirmed", reference: expect.any(String) });
    expect((await partner.client.state()).counters).toMatchObject({
      confirmed: 1,
      replayed: 1,
      answersLost: 1,
    });
  });

  it("delay an answer and not its decision", async () => {
    await partner.client.setFaults({ delay: 1, delayMs: 400 });
    const started = performance.now();
    const asked = partner.client.ask("dinner", "k", wish(1));
    await expect.poll(() => statusOf("dinner"), { interval: 10 }).toBe("confirmed");
    expect((await asked).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(395);
    expect((await partner.client.state()).counters).toMatchObject({ answersDelayed: 1, answersLost: 0 });
  });

  it("hang before the decision or after it", async () => {
    await partner.client.setFaults({ hang: 1 });
    const patience = new AbortController();
    const asked = Array.from({ length: 20 }, (_, index) =>
      partner.client.request(`/v1/reservations/dinner-${index}`, {
        method: "PUT",
        headers: { "idempotency-key": `k-${index}` },
        body: JSON.stringify(wish(1, "casa-maiz")),
        signal: patience.signal,
      }),
    );
    const arrived = async () => (await partner.client.state()).counters.requests;
    await expect.poll(arrived).toBe(20);
    patience.abort();
    const outcomes = await Promise.allSettled(asked);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
    const { reservations, counters } = await partner.client.state();
    expect(counters).toMatchObject({ requests: 20, hung: 20 });
    expect(reservations.length).toBeGreaterThan(3);
    expect(reservations.length).toBeLessThan(17);
  });

  it("refuse without doing anything", async () => {
    await partner.client.setFaults({ unavailable: 1 });
    const response = await fetch(`${partner.url}/v1/reservations/dinner`);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await partner.client.ask("dinner", "k", wish(1))).status).toBe(503);
    const { reservations, counters } = await partner.client.state();
    expect([reservations, counters.refused]).toEqual([[], 2]);
  });

  it("refuse everything while the partner is down, and deliver afterwards what was decided", async () => {
    await cancelWhileDown(["dinner"]);
    expect((await partner.client.look("dinner")).status).toBe(503);
    expect(partner.receiver.deliveries).toEqual([]);
    await partner.client.setFaults({ down: false });
    await expect.poll(async () => (await partner.client.state()).undeliveredCallbacks).toEqual([]);
    expect(partner.receiver.deliveries).toHaveLength(1);
    expect((await partner.client.look("dinner")).status).toBe(200);
  });

  it("deliver callbacks twice, with the same id", async () => {
    await partner.client.setFaults({ duplicateCallback: 1 });
    await partner.client.ask("dinner", "k", wish(1, "nori-and-ash"));
    const { deliveries } = partner.receiver;
    await expect.poll(() => deliveries).toHaveLength(2);
    expect(deliveries[0]?.body).toEqual(deliveries[1]?.body);
    expect((await partner.client.state()).counters).toMatchObject({ callbacksDoubled: 1 });
  });

  it("deliver callbacks in another order than the decisions", async () => {
    const references = Array.from({ length: 8 }, (_, index) => `dinner-${index}`);
    await cancelWhileDown(references);
    await partner.client.setFaults({ down: false, callbackDelayMs: 400 });
    const { deliveries } = partner.receiver;
    await expect.poll(() => deliveries).toHaveLength(references.length);
    const order = deliveries.map(({ body }) => body.clientReference);
    expect(order.toSorted()).toEqual(references);
    expect(order).not.toEqual(references);
  });

  it("say what is not understood, and change nothing then", async () => {
    const answer = await partner.client.control("POST", "/faults", { hang: 0.5, dwon: true });
    expect(answer).toEqual({
      status: 400,
      body: { code: "bad-request", message: expect.stringContaining("dwon") },
    });
    expect((await partner.client.control("GET", "/faults")).body).toMatchObject({ hang: 0 });
  });

  it("name the controls that there are", async () => {
    const answer = await partner.client.control("GET", "/help");
    expect(answer.body).toMatchObject({ message: expect.stringContaining("POST /cancel") });
  });
});
