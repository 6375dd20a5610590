import { Icon } from "@potluck/ui";
import { useLiveQuery } from "@potluck/urql-client/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { Link, useActionData, useLoaderData, useParams, type MetaFunction } from "@remix-run/react";

import { askForTable } from "~/features/booking/ask-for-table.server.ts";
import { ChooseTable, ChooseTableFragment } from "~/features/booking/choose-table.tsx";
import { DinnerGone } from "~/features/dinner/dinner-gone.tsx";
import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import { rightsOf } from "~/features/guests/rights.ts";
import { usePageTitle } from "~/features/navigation/use-page-title.ts";
import { RestaurantFragment } from "~/features/restaurants/restaurant-fragment.ts";
import { graphql } from "~/graphql.ts";
import { livePage } from "~/services/live-page.server.ts";
import { requireUuid } from "~/services/require-uuid.server.ts";

const TablePage = graphql(
  `
    query TablePage($id: uuid!) {
      dinners_by_pk(id: $id) {
        id
        title
        ...DinnerMembers
        ...ChooseTable
      }
      restaurants(order_by: [{ name: asc }, { id: asc }]) {
        id
        ...Restaurant
      }
    }
  `,
  [ChooseTableFragment, DinnerMembersFragment, RestaurantFragment],
);

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.title ?? "The table"} · Potluck` },
];

export function loader(args: LoaderFunctionArgs) {
  const id = requireUuid(args.params.id);
  return livePage(
    args,
    TablePage,
    { id },
    {
      notFound: (data) => data.dinners_by_pk === null,
      title: (data) => `A table for ${data.dinners_by_pk?.title ?? ""}`,
    },
  );
}

export function action(args: ActionFunctionArgs) {
  return askForTable(args, requireUuid(args.params.id));
}

export default function TableRoute() {
  const { person } = useLoaderData<typeof loader>();
  const { id = "" } = useParams();
  const { data } = useLiveQuery(TablePage, { id });
  const refusal = useActionData<typeof action>();
  const dinner = data?.dinners_by_pk;
  usePageTitle(dinner ? `A table for ${dinner.title}` : undefined);
  if (!data || !dinner) return <DinnerGone />;
  return (
    <>
      <Link
        to={`/dinners/${dinner.id}`}
        className="-ml-2 inline-flex min-h-11 items-center gap-1.5 rounded-control px-2 text-[0.9375rem] text-ink-soft hover:text-ink"
      >
        <Icon name="arrowLeft" className="size-4.5" />
        <span className="line-clamp-1">{dinner.title}</span>
      </Link>
      <ChooseTable
        dinner={dinner}
        restaurants={data.restaurants}
        isHost={rightsOf(dinner, person.id).isHost}
        refusal={refusal}
      />
    </>
  );
}
