import { Dish, EmptyState, Icon, LinkButton } from "@potluck/ui";
import { useLiveQuery } from "@potluck/urql-client/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { Link, useLoaderData } from "@remix-run/react";

import { DinnerList } from "~/features/dinners/dinner-list.tsx";
import { DinnerRowFragment } from "~/features/dinners/dinner-row.tsx";
import { graphql } from "~/graphql.ts";
import { livePage } from "~/services/live-page.server.ts";

const DinnersPage = graphql(
  `
    query DinnersPage {
      dinners(order_by: [{ starts_at: asc }, { id: asc }]) {
        id
        ...DinnerRow
      }
    }
  `,
  [DinnerRowFragment],
);

export const meta = () => [{ title: "Your dinners · Potluck" }];

export function loader(args: LoaderFunctionArgs) {
  return livePage(args, DinnersPage, {});
}

export default function DinnersRoute() {
  const { person } = useLoaderData<typeof loader>();
  const { data } = useLiveQuery(DinnersPage, {});
  const dinners = data?.dinners ?? [];
  const plan = (
    <LinkButton component={Link} to="/dinners/new">
      <Icon name="add" />
      Plan a dinner
    </LinkButton>
  );
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-5 pt-4 sm:pt-8">
        <h1 className="text-title">Your dinners</h1>
        {dinners.length > 0 ? plan : null}
      </div>
      {dinners.length > 0 ? (
        <>
          <DinnerList dinners={dinners} personId={person.id} />
          <Link to="/next" className="link mt-8 inline-flex min-h-11 items-center">
            For your phone: just the next dinner, and what you bring
          </Link>
        </>
      ) : (
        <EmptyState art={<Dish name="tomato" isEmpty />} title="The table is free" action={plan}>
          Plan your first dinner: give it a name and a day, then send your friends the link. Invitations you
          accept appear here too.
        </EmptyState>
      )}
    </>
  );
}
