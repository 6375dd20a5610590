import { Page } from "@potluck/ui";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useLoaderData } from "@remix-run/react";

import { PublicHeader } from "~/features/navigation/public-header.tsx";
import { RestaurantCard } from "~/features/restaurants/restaurant-card.tsx";
import { RestaurantFragment } from "~/features/restaurants/restaurant-fragment.ts";
import { graphql } from "~/graphql.ts";
import { anonymousClient } from "~/services/live-page.server.ts";

const RestaurantsPage = graphql(
  `
    query RestaurantsPage {
      restaurants(order_by: [{ name: asc }, { id: asc }]) {
        id
        ...Restaurant
      }
    }
  `,
  [RestaurantFragment],
);

/** The same for everybody: nobody's session is read, so that caches may keep it. */
export const handle = { static: true };

export const meta = () => [
  { title: "Restaurants · Potluck" },
  { name: "description", content: "Places that keep a table for your dinner, and when they open." },
];

export async function loader(args: LoaderFunctionArgs) {
  const { restaurants } = await anonymousClient(args).query(RestaurantsPage, {});
  return { restaurants };
}

export default function RestaurantsRoute() {
  const { restaurants } = useLoaderData<typeof loader>();
  return (
    <Page header={<PublicHeader />}>
      <div className="pt-4 pb-10 sm:pt-8 sm:pb-14">
        <h1 className="text-title">A table elsewhere</h1>
        <p className="mt-4 max-w-[44ch] text-lead text-ink-soft">
          For the evenings when nobody cooks. Choose one of these on a dinner’s page, and we ask for the
          table.
        </p>
      </div>
      <ul className="grid gap-x-8 gap-y-12 sm:grid-cols-2 lg:grid-cols-3">
        {restaurants.map((restaurant) => (
          <RestaurantCard key={restaurant.id} restaurant={restaurant} />
        ))}
      </ul>
    </Page>
  );
}
