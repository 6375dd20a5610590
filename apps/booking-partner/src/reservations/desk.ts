import type { Change, Store } from "@potluck/file-store";
import type { Outbox } from "../callbacks/outbox.ts";
import type { Counters } from "../counters.ts";
import { problem, type Answer } from "../http/problem.ts";
import { findRestaurant } from "../restaurants/catalogue.ts";
import { createAnswers } from "./answers.ts";
import { changeOf, type ReservationBook } from "./reservation-book.ts";
import { viewOf, type Reservation } from "./reservation.ts";
import { createThinking } from "./thinking.ts";
import type { Wish } from "./wish.ts";

/** Takes wishes and answers them. Every answer tells only what is durable. */
export interface Desk {
  /** PUT of `openapi.yaml`. */
  ask(clientReference: string, key: string, wish: Wish): Promise<Answer>;
  /** DELETE of `openapi.yaml`. */
  withdraw(clientReference: string, key: string, sequence: number): Promise<Answer>;
  /** GET of `openapi.yaml`. */
  look(clientReference: string): Promise<Answer>;
  /** The restaurant cancels what it has confirmed or not yet decided. */
  cancel(clientReference: string, reason: string): Promise<Answer>;
  /** Decides what an earlier process has left undecided. */
  resume(): void;
  /** Decides nothing more by itself. */
  stop(): Promise<void>;
}

/** What the desk works with. */
export interface DeskOptions {
  store: Store;
  book: ReservationBook;
  outbox: Outbox;
  counters: Counters;
  /** How long a restaurant that decides later thinks, in milliseconds. */
  thinkMs: number;
  now: () => number;
  report: (line: string) => void;
}

/** What a request leads to: an answer and, if something was decided, what is to be written before it is given. */
interface Outcome {
  answer: Answer;
  changes?: Change[];
  /** What follows once they are written. */
  written?: () => void;
}

/** Opens the desk. */
export function createDesk({ store, book, outbox, counters, thinkMs, now, report }: DeskOptions): Desk {
  const answers = createAnswers(store, now);
  const thinking = createThinking(decideLater, now, report);

  /** Nothing is awaited between the look at the key and the write that takes it: of two equal requests one acts. */
  async function once(key: string, request: string, act: () => Outcome): Promise<Answer> {
    const earlier = answers.find(key, request);
    if (earlier) {
      counters[earlier.status === 409 ? "keyReused" : "replayed"] += 1;
      await store.settled();
      return earlier;
    }
    const { answer, changes, written } = act();
    if (changes) await store.write([...changes, answers.remember(key, request, answer)]);
    else await store.settled();
    written?.();
    return answer;
  }

  async function decideLater(clientReference: string, sequence: number): Promise<void> {
    const pending = book.find(clientReference);
    if (pending?.sequence !== sequence || pending.status !== "pending" || !pending.wish) return;
    const restaurant = findRestaurant(pending.wish.restaurant);
    if (!restaurant) return;
    const reservation = book.settle(restaurant, clientReference, pending.wish);
    count(reservation);
    await tell(reservation);
  }

  /** Writes a decision together with the callback that brings it. */
  async function tell(reservation: Reservation): Promise<void> {
    const callback = outbox.prepare(viewOf(reservation));
    await store.write([changeOf(reservation), callback.change]);
    callback.send();
  }

  function count({ status }: Reservation): void {
    if (status === "confirmed" || status === "declined") counters[status] += 1;
  }

  const decided = (reservation: Reservation): Outcome => {
    count(reservation);
    return { answer: answerOf(reservation), changes: [changeOf(reservation)] };
  };
  const superseded = (): Outcome => {
    counters.superseded += 1;
    return { answer: problem("superseded", "Another wish of this sequence, or a later one, is known.") };
  };

  return {
    ask: (clientReference, key, wish) =>
      once(key, JSON.stringify(["PUT", clientReference, wish]), () => {
        const restaurant = findRestaurant(wish.restaurant);
        if (!restaurant)
          return { answer: problem("not-found", `There is no restaurant "${wish.restaurant}".`) };
        const known = book.find(clientReference);
        if (known && wish.sequence <= known.sequence) {
          if (wish.sequence < known.sequence || !isSameWish(known, wish)) return superseded();
          return { answer: answerOf(known), changes: [] };
        }
        book.plan.release(clientReference);
        if (restaurant.decides === "at-once") return decided(book.settle(restaurant, clientReference, wish));
        const { sequence } = wish;
        const decideAt = now() + thinkMs;
        const pending: Reservation = { clientReference, sequence, status: "pending", wish, decideAt };
        return { ...decided(pending), written: () => thinking.about(pending) };
      }),

    withdraw: (clientReference, key, sequence) =>
      once(key, JSON.stringify(["DELETE", clientReference, sequence]), () => {
        const known = book.find(clientReference);
        if (known && sequence < known.sequence) return superseded();
        book.plan.release(clientReference);
        counters.withdrawn += 1;
        const reason = known?.status === "cancelled" ? known.reason : undefined;
        return decided({ clientReference, sequence, status: "cancelled", reason, withdrawn: true });
      }),

    async look(clientReference) {
      const known = book.find(clientReference);
      await store.settled();
      return known
        ? { status: 200, body: viewOf(known) }
        : problem("not-found", "No reservation of that name is known.");
    },

    async cancel(clientReference, reason) {
      const known = book.find(clientReference);
      if (known?.status !== "confirmed" && known?.status !== "pending")
        return problem("not-found", "Only a confirmed or pending reservation can be cancelled.");
      book.plan.release(clientReference);
      counters.cancelledByRestaurant += 1;
      const { sequence, wish } = known;
      const cancelled: Reservation = { clientReference, sequence, status: "cancelled", wish, reason };
      await tell(cancelled);
      return answerOf(cancelled);
    },

    resume() {
      for (const reservation of book.list())
        if (reservation.status === "pending") thinking.about(reservation);
    },
    stop: () => thinking.stop(),
  };
}

function answerOf(reservation: Reservation): Answer {
  return { status: reservation.status === "pending" ? 202 : 200, body: viewOf(reservation) };
}

/** Asked for again under another key, and not given back since. */
function isSameWish({ wish, withdrawn }: Reservation, other: Wish): boolean {
  return !withdrawn && JSON.stringify(wish) === JSON.stringify(other);
}
