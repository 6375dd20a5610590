import type { ReactNode } from "react";

import type { ResultOf } from "~/graphql.ts";

import { OpeningHoursWords } from "./opening-hours-words.tsx";
import type { RestaurantFragment } from "./restaurant-fragment.ts";

/** When a restaurant opens and how many it seats, as a list of facts. */
export function RestaurantFacts({ restaurant }: { restaurant: ResultOf<typeof RestaurantFragment> }) {
  return (
    <dl className="mt-8 border-t border-line">
      <Fact name="Open" note={`By the clocks of ${restaurant.city}`}>
        <OpeningHoursWords times={restaurant.opening_hours} />
      </Fact>
      <Fact name="Seats">{restaurant.seats}</Fact>
    </dl>
  );
}

function Fact({ name, note, children }: { name: string; note?: string; children: ReactNode }) {
  return (
    <div className="flex gap-6 border-b border-line py-4">
      <dt className="w-16 shrink-0 text-ink-soft">{name}</dt>
      <dd className="numerals">
        {children}
        {note ? <span className="block text-caption text-ink-soft">{note}</span> : null}
      </dd>
    </div>
  );
}
