import { Icon, Storefront } from "@potluck/ui";
import { Link } from "@remix-run/react";

import { readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import { OpeningHoursWords } from "./opening-hours-words.tsx";
import { RestaurantFragment } from "./restaurant-fragment.ts";

/** A restaurant in a list of restaurants. */
export function RestaurantCard(props: { restaurant: FragmentOf<typeof RestaurantFragment> }) {
  const restaurant = readFragment(RestaurantFragment, props.restaurant);
  return (
    <li className="group relative flex flex-col">
      <Storefront name={restaurant.photo} className="aspect-4/3 w-full rounded-card" />
      <p className="mt-4 text-caption font-medium text-accent">{`${restaurant.cuisine} · ${restaurant.city}`}</p>
      <h2 className="mt-0.5 text-heading">
        <Link
          to={`/restaurants/${restaurant.slug}`}
          className="rounded-control decoration-accent decoration-2 underline-offset-6 group-hover:underline after:absolute after:inset-0 after:rounded-card"
        >
          {restaurant.name}
        </Link>
      </h2>
      <p className="mt-1.5 text-ink-soft">{restaurant.description}</p>
      <p className="mt-2.5 flex gap-2 text-caption text-ink-soft">
        <Icon name="clock" className="mt-px size-4" />
        <OpeningHoursWords times={restaurant.opening_hours} />
      </p>
    </li>
  );
}
