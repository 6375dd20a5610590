import { Icon, LinkButton, Page, Storefront } from "@potluck/ui";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { Link, useLoaderData, type MetaFunction } from "@remix-run/react";

import { PublicHeader } from "~/features/navigation/public-header.tsx";
import { RestaurantFacts } from "~/features/restaurants/restaurant-facts.tsx";
import { RestaurantFragment } from "~/features/restaurants/restaurant-fragment.ts";
import { graphql, readFragment } from "~/graphql.ts";
import { anonymousClient } from "~/services/live-page.server.ts";

const RestaurantPage = graphql(
  `
    query RestaurantPage($slug: String!) {
      restaurants(where: { slug: { _eq: $slug } }, limit: 1) {
        id
        ...Restaurant
      }
    }
  `,
  [RestaurantFragment],
);

/** The same for everybody: nobody's session is read, so that caches may keep it. */
export const handle = { static: true };

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.restaurant.name ?? "Restaurant"} · Potluck` },
  ...(data ? [{ name: "description", content: data.restaurant.description }] : []),
];

export async function loader(args: LoaderFunctionArgs) {
  const { restaurants } = await anonymousClient(args).query(RestaurantPage, { slug: args.params.slug ?? "" });
  const [restaurant] = restaurants;
  if (!restaurant) throw new Response("Not found", { status: 404 });
  return { restaurant: readFragment(RestaurantFragment, restaurant) };
}

export default function RestaurantRoute() {
  const { restaurant } = useLoaderData<typeof loader>();
  return (
    <Page header={<PublicHeader />}>
      <Link
        to="/restaurants"
        className="-ml-2 inline-flex min-h-11 items-center gap-1.5 rounded-control px-2 text-[0.9375rem] text-ink-soft hover:text-ink"
      >
        <Icon name="arrowLeft" className="size-4.5" />
        All restaurants
      </Link>
      <div className="grid items-start gap-x-16 gap-y-10 pt-2 sm:pt-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <Storefront name={restaurant.photo} className="aspect-4/3 w-full rounded-card" />
        <div>
          <p className="font-medium text-accent">{`${restaurant.cuisine} · ${restaurant.city}`}</p>
          <h1 className="mt-3 text-title">{restaurant.name}</h1>
          <p className="mt-5 text-lead text-ink-soft">{restaurant.description}</p>
          <RestaurantFacts restaurant={restaurant} />
          <LinkButton href="/dinners" className="mt-9">
            Choose it for a dinner
          </LinkButton>
          <p className="mt-3 max-w-[42ch] text-caption text-ink-soft">
            Open one of your dinners, then “Choose a restaurant”. The host asks, and everybody sees the
            answer.
          </p>
        </div>
      </div>
    </Page>
  );
}
