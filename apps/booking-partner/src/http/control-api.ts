import { z } from "zod";
import type { Outbox } from "../callbacks/outbox.ts";
import type { Counters } from "../counters.ts";
import type { FaultInjector } from "../faults/fault-injector.ts";
import { noFaults, parseFaults } from "../faults/faults.ts";
import type { Desk } from "../reservations/desk.ts";
import type { ReservationBook } from "../reservations/reservation-book.ts";
import { catalogue } from "../restaurants/catalogue.ts";
import type { Api } from "./edge.ts";
import { parseJson } from "./exchange.ts";
import { problem, type Answer } from "./problem.ts";

const cancelSchema = z.object({ clientReference: z.string().min(1), reason: z.string().min(1).max(500) });

/** What the controls work with. */
export interface ControlApiOptions {
  desk: Desk;
  book: ReservationBook;
  faults: FaultInjector;
  counters: Counters;
  outbox: Outbox;
  /** Resolves when everything decided so far is durable. */
  settled: () => Promise<void>;
}

/** Answers the controls for tests: what goes wrong, what the restaurant does, and a look behind the counter. */
export function createControlApi(options: ControlApiOptions): Api {
  const { desk, book, outbox, faults, counters, settled } = options;
  const routes: Record<string, (body: unknown) => Answer | Promise<Answer>> = {
    "GET /faults": () => ok(faults.faults),
    "POST /faults": (body) => {
      try {
        faults.set(parseFaults(body, faults.faults));
      } catch (error) {
        return problem("bad-request", error instanceof Error ? error.message : String(error));
      }
      return ok(faults.faults);
    },
    "POST /reset": () => {
      faults.set(noFaults);
      return ok(faults.faults);
    },
    "POST /cancel": (body) => {
      const given = cancelSchema.safeParse(body);
      if (!given.success) return problem("bad-request", "Send clientReference and reason.");
      return desk.cancel(given.data.clientReference, given.data.reason);
    },
    "GET /state": async () => {
      const state = {
        reservations: book.list(),
        tables: tablesOf(book),
        undeliveredCallbacks: outbox.undelivered(),
        counters: { ...counters },
      };
      await settled();
      return ok(state);
    },
  };

  return (request) => {
    const { method, url, body } = request;
    const route = routes[`${method} ${url.pathname}`];
    if (!route) return problem("not-found", `The controls are ${Object.keys(routes).join(", ")}.`);
    // Another site's page cannot send this type without asking first.
    if (method === "POST" && !request.header("content-type")?.startsWith("application/json"))
      return problem("bad-request", "Send content-type: application/json.");
    return route(body === "" ? {} : parseJson(body));
  };
}

/** Every table, with who holds it when. */
function tablesOf({ plan }: ReservationBook) {
  const holds = [...plan.holds()];
  return catalogue.flatMap(({ slug, tables }) =>
    tables.map((seats, table) => ({
      restaurant: slug,
      table,
      seats,
      holds: holds
        .filter(([, hold]) => hold.restaurant === slug && hold.table === table)
        .toSorted(([, a], [, b]) => a.startsAt - b.startsAt)
        .map(([clientReference, { startsAt }]) => ({
          clientReference,
          startsAt: new Date(startsAt).toISOString(),
        })),
    })),
  );
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}
