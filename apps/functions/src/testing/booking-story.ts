import fc from "fast-check";
import { expectData, type TestApi } from "./api.ts";
import { readActivities } from "./activities.ts";
import { ageBooking, cancelBooking } from "./booking.ts";
import { deliver, readChanges, tick, type Change } from "./changes.ts";
import { callbackRequest, type Fault, type Verdict } from "./scripted-partner.ts";

/** One thing that happens; those of one moment happen at the same time. `pick` chooses among what there is to choose from. */
type Step =
  | { kind: "change"; partySize: number }
  | { kind: "cancel" | "ask-again" | "cron" }
  | { kind: "deliver" | "call-back"; pick: number }
  | { kind: "decide"; status: "confirmed" | "declined" }
  | { kind: "restaurant-cancels" }
  | { kind: "fault"; fault: Fault; delay: number }
  | { kind: "verdict"; verdict: Verdict };

const pick = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      partySize: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("cancel" as const, "ask-again" as const, "cron" as const) }),
  },
  {
    weight: 9,
    arbitrary: fc.record({ kind: fc.constantFrom("deliver" as const, "call-back" as const), pick }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("decide" as const),
      status: fc.constantFrom("confirmed" as const, "declined" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restaurant-cancels" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      fault: fc.constantFrom<Fault>("lost", "down", "busy", "gibberish", "none"),
      delay: fc.integer({ min: 0, max: 40 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("verdict" as const),
      verdict: fc.constantFrom<Verdict>("confirmed", "declined", "pending"),
    }),
  },
);
/** What happens to one booking, and in which order the rest arrives. */
export const story = fc.record({
  moments: fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 14 }),
  isDeleted: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
  order: fc.array(pick, { minLength: 8, maxLength: 8 }),
});

/** One booking of a story, and everything that is told of it. */
export class StoryBooking {
  readonly callbacks: string[] = [];
  readonly id: string;
  readonly #host: string;
  readonly #dinnerId: string;
  readonly #api: TestApi;

  constructor(api: TestApi, booking: { id: string; host: string; dinnerId: string }) {
    this.#api = api;
    this.id = booking.id;
    this.#host = booking.host;
    this.#dinnerId = booking.dinnerId;
  }

  async take(happening: Step): Promise<void> {
    const { partner } = this.#api;
    switch (happening.kind) {
      case "change":
        return this.#wish({ party_size: happening.partySize });
      case "ask-again":
        return this.#wish({ status: "requested" });
      case "cancel":
        return void (await expectData(cancelBooking(this.#api, this.#host, this.id)));
      case "cron":
        return this.runCron();
      case "deliver": {
        const changes = await this.changes();
        return void (await this.deliver(changes[happening.pick % changes.length] as Change));
      }
      case "call-back": {
        const body = this.callbacks[happening.pick % Math.max(1, this.callbacks.length)];
        return body === undefined ? undefined : this.callBack(body);
      }
      case "decide":
        if (partner.book.get(this.id)?.status === "pending")
          this.callbacks.push(partner.decide(this.id, happening.status));
        return;
      case "restaurant-cancels":
        if (partner.book.get(this.id)?.status === "confirmed")
          this.callbacks.push(partner.decide(this.id, "cancelled", "Flooded."));
        return;
      case "fault":
        partner.faults.push(happening.fault);
        partner.delays.push(happening.delay);
        return;
      case "verdict":
        partner.verdict = happening.verdict;
    }
  }

  changes(): Promise<Change[]> {
    return readChanges(this.#api, "bookings", this.id);
  }

  /** To every trigger that listens to such a change, as the metadata says. */
  async deliver(change: Change): Promise<boolean> {
    const names =
      change.op === "INSERT"
        ? ["booking-requested", "booking-activity"]
        : change.op === "DELETE"
          ? ["booking-cancelled"]
          : [
              ...(change.old?.revision === change.new?.revision ? [] : ["booking-changed"]),
              ...(change.old?.status === change.new?.status ? [] : ["booking-cancelled"]),
              ...(isVisible(change) ? ["booking-activity"] : []),
            ];
    const responses = await Promise.all(names.map((name) => deliver(this.#api, name, change)));
    for (const response of responses) requireStatus(response, [200, 503]);
    return responses.every(({ status }) => status === 200);
  }

  async callBack(body: string): Promise<void> {
    requireStatus(await this.#api.functions(await callbackRequest(body)), [200]);
  }

  async runCron(): Promise<void> {
    await ageBooking(this.#api, this.id, 3600);
    requireStatus(await tick(this.#api, "overdue-bookings"), [200]);
  }

  async deleteDinner(): Promise<void> {
    await expectData(
      this.#api.graphql(
        "mutation Delete($id: uuid!) { delete_dinners_by_pk(id: $id) { id } }",
        { id: this.#dinnerId },
        { role: "user", user: this.#host },
      ),
    );
  }

  activities() {
    return readActivities(this.#api, this.#dinnerId);
  }

  /** A host's wish that changes nothing is refused by the role's check; that is no failure here. */
  async #wish(set: Record<string, unknown>): Promise<void> {
    await this.#api.graphql(
      "mutation Wish($id: uuid!, $set: bookings_set_input!) { update_bookings_by_pk(pk_columns: { id: $id }, _set: $set) { id } }",
      { id: this.id, set },
      { role: "user", user: this.#host },
    );
  }
}

/** @returns Whether people see the change, so that it tells of itself in the activity. */
export function isVisible({ op, old, new: row }: Change): boolean {
  return op === "INSERT" || old?.revision !== row?.revision || old?.status !== row?.status;
}

function requireStatus({ status, url }: Response, allowed: number[]): void {
  if (!allowed.includes(status)) throw new Error(`A function answered ${status} ${url}`);
}
