import type { Change, Store } from "@potluck/file-store";
import type { Restaurant } from "../restaurants/restaurant.ts";
import { decide } from "./decision.ts";
import { createReference } from "./reference.ts";
import type { Reservation } from "./reservation.ts";
import { createTablePlan, type TablePlan } from "./table-plan.ts";
import type { Wish } from "./wish.ts";

/** All reservations, and who sits where. The store holds the reservations; the plan follows from them. */
export interface ReservationBook {
  readonly plan: TablePlan;
  find(clientReference: string): Reservation | undefined;
  list(): Reservation[];
  /** Decides a wish and takes the table; to be written with {@link changeOf} before anybody is told. */
  settle(restaurant: Restaurant, clientReference: string, wish: Wish): Reservation;
}

const PREFIX = "reservation:";

/** Opens the book with what the store remembers. @param now Clock in milliseconds. */
export function openReservationBook(store: Store, now: () => number): ReservationBook {
  const plan = createTablePlan();
  const references = new Set<string>();
  const list = () => store.list<Reservation>(PREFIX);

  for (const { clientReference, status, wish, table, reference } of list()) {
    if (reference !== undefined) references.add(reference);
    if (status === "confirmed" && wish && table !== undefined)
      plan.hold(clientReference, { restaurant: wish.restaurant, table, startsAt: Date.parse(wish.startsAt) });
  }

  return {
    plan,
    find: (clientReference) => store.get<Reservation>(`${PREFIX}${clientReference}`),
    list,
    settle(restaurant, clientReference, wish) {
      const decision = decide(restaurant, wish, plan, now());
      const asked = { clientReference, sequence: wish.sequence, wish };
      if (decision.status === "declined") return { ...asked, ...decision };
      const reference = createReference(restaurant.name, (code) => references.has(code));
      references.add(reference);
      const startsAt = Date.parse(wish.startsAt);
      plan.hold(clientReference, { restaurant: restaurant.slug, table: decision.table, startsAt });
      return { ...asked, ...decision, reference };
    },
  };
}

/** The change that remembers a reservation. */
export function changeOf(reservation: Reservation): Change {
  return { key: `${PREFIX}${reservation.clientReference}`, value: reservation };
}
