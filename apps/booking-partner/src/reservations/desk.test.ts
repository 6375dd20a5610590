import { openStore, type Store } from "@potluck/file-store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOutbox, type Outbox } from "../callbacks/outbox.ts";
import type { CallbackBody } from "../callbacks/callback.ts";
import { createCounters, type Counters } from "../counters.ts";
import { createFaultInjector } from "../faults/fault-injector.ts";
import { noFaults } from "../faults/faults.ts";
import type { Answer } from "../http/problem.ts";
import { NOW } from "../testing/partner.ts";
import { createDesk, type Desk } from "./desk.ts";
import { openReservationBook } from "./reservation-book.ts";
import type { Reservation } from "./reservation.ts";

const wish = (sequence: number, partySize = 2) => ({
  sequence,
  restaurant: "nori-and-ash",
  startsAt: "2026-11-19T19:00:00.000Z",
  partySize,
});

/** In memory no write takes time: whatever a test asks for one after the other, no restaurant decides in between. */
describe("createDesk", () => {
  let desk: Desk;
  let outbox: Outbox;
  let counters: Counters;
  let told: CallbackBody[];
  beforeEach(async () => {
    told = [];
    ({ desk, outbox, counters } = openDesk(
      await openStore(undefined, () => NOW),
      async (body) => told.push(body) > 0,
    ));
  });
  afterEach(async () => {
    await desk.stop();
    await outbox.stop();
  });
  const tellings = () =>
    told.map(({ clientReference, sequence, status }) => `${clientReference} ${sequence} ${status}`);

  it("decides later, and neither what was given back nor what was replaced meanwhile", async () => {
    await desk.ask("dinner", "k1", wish(1));
    await desk.withdraw("dinner", "k2", 1);
    await desk.ask("lunch", "k3", wish(1));
    await desk.ask("lunch", "k4", wish(2, 3));
    await desk.ask("brunch", "k5", wish(1));
    // Asked last, decided last.
    await expect.poll(tellings).toContain("brunch 1 confirmed");
    expect(tellings().toSorted()).toEqual(["brunch 1 confirmed", "lunch 2 confirmed"]);
  });

  it("tells of a cancellation by the restaurant once, and not of the decision that it forestalled", async () => {
    await desk.ask("dinner", "k1", wish(1));
    await desk.cancel("dinner", "Closed tonight.");
    expect((await desk.cancel("dinner", "Closed tonight.")).status).toBe(404);
    await desk.ask("brunch", "k2", wish(1));
    await expect.poll(tellings).toContain("brunch 1 confirmed");
    expect(tellings()).toEqual(["dinner 1 cancelled", "brunch 1 confirmed"]);
  });

  it("acts once on equal requests that come at the same moment", async () => {
    const table = { ...wish(1, 8), restaurant: "osteria-lucia" };
    const equal = await Promise.all([1, 2, 3].map(() => desk.ask("dinner", "k1", table)));
    expect(new Set(equal.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(counters).toMatchObject({ confirmed: 1, replayed: 2 });
  });

  it("gives the last table to one of two parties that ask at the same moment", async () => {
    const table = { ...wish(1, 8), restaurant: "osteria-lucia" };
    const answers = await Promise.all(["dinner", "lunch"].map((name) => desk.ask(name, name, table)));
    expect(answers.map(({ body }) => (body as Reservation).status)).toEqual(["confirmed", "declined"]);
  });
});

describe("createDesk on a slow disk", () => {
  it.each(["an answer", "its repetition", "a look", "a cancellation", "giving back"])(
    "gives nobody %s before it is durable",
    async (what) => {
      const memory = await openStore(undefined, () => NOW);
      let written!: () => void;
      let disk = Promise.resolve();
      const store: Store = {
        ...memory,
        write: (changes) => Promise.all([memory.write(changes), disk]).then(() => {}),
        settled: () => disk,
      };
      const { desk, outbox } = openDesk(store, async () => true);
      const table = { ...wish(1), restaurant: "osteria-lucia" };
      await desk.ask("known", "k1", table);

      disk = new Promise<void>((resolve) => (written = resolve));
      const first = desk.ask("new", "k2", table);
      const answers: Record<string, () => Promise<Answer>> = {
        "an answer": () => first,
        "its repetition": () => desk.ask("new", "k2", table),
        "a look": () => desk.look("new"),
        "a cancellation": () => desk.cancel("known", "Closed tonight."),
        "giving back": () => desk.withdraw("known", "k3", 2),
      };
      let given = false;
      const answer = answers[what]?.().then(({ status }) => {
        given = true;
        return status;
      });
      // Whatever does not wait for the disk has long been given by then.
      await new Promise((resolve) => setImmediate(resolve));
      expect(given).toBe(false);
      written();
      expect(await answer).toBe(200);
      await first;
      await desk.stop();
      await outbox.stop();
    },
  );
});

function openDesk(store: Store, deliver: (body: CallbackBody) => Promise<boolean>) {
  const counters = createCounters();
  const report = (line: string) => {
    throw new Error(line);
  };
  const common = { store, counters, report, now: () => NOW };
  const outbox = createOutbox({ ...common, deliver, faults: createFaultInjector(noFaults) });
  const book = openReservationBook(store, common.now);
  return { desk: createDesk({ ...common, outbox, book, thinkMs: 10 }), outbox, counters };
}
