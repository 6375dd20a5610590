import { Banner, Icon } from "@potluck/ui";
import { useLiveQuery } from "@potluck/urql-client/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { Link, useActionData, useLoaderData, useParams, type MetaFunction } from "@remix-run/react";
import { useState } from "react";

import { askForTable } from "~/features/booking/ask-for-table.server.ts";
import { BookingOfDinner } from "~/features/booking/booking-fragment.ts";
import { useBooking } from "~/features/booking/use-booking.ts";
import { TableForm } from "~/features/booking/table-form.tsx";
import { DinnerGone } from "~/features/dinner/dinner-gone.tsx";
import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import { rightsOf } from "~/features/guests/rights.ts";
import { usePageTitle } from "~/features/navigation/use-page-title.ts";
import { RestaurantFragment } from "~/features/restaurants/restaurant-fragment.ts";
import { graphql, readFragment } from "~/graphql.ts";
import { livePage } from "~/services/live-page.server.ts";
import { requireUuid } from "~/services/require-uuid.server.ts";

const TablePage = graphql(
  `
    query TablePage($id: uuid!) {
      dinners_by_pk(id: $id) {
        id
        title
        starts_at
        ...DinnerMembers
      }
      restaurants(order_by: [{ name: asc }, { id: asc }]) {
        id
        ...Restaurant
      }
    }
  `,
  [DinnerMembersFragment, RestaurantFragment],
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
      also: [[BookingOfDinner, { dinner: id }]],
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
  const booking = useBooking(id);
  const refusal = useActionData<typeof action>();
  // The heading stays while the page is being left.
  const [hadTable] = useState(booking !== null);
  const dinner = data?.dinners_by_pk;
  usePageTitle(dinner ? `A table for ${dinner.title}` : undefined);
  if (!data || !dinner) return <DinnerGone />;
  const { members } = readFragment(DinnerMembersFragment, dinner);
  return (
    <>
      <Link
        to={`/dinners/${dinner.id}`}
        className="-ml-2 inline-flex min-h-11 items-center gap-1.5 rounded-control px-2 text-[0.9375rem] text-ink-soft hover:text-ink"
      >
        <Icon name="arrowLeft" className="size-4.5" />
        <span className="line-clamp-1">{dinner.title}</span>
      </Link>
      <div className="max-w-3xl">
        <h1 className="pt-2 text-title sm:pt-6">{hadTable ? "Another table" : "Find a table"}</h1>
        <p className="mt-4 mb-9 max-w-[46ch] text-lead text-ink-soft">
          The restaurant is asked at once. Its answer appears on the dinner’s page, for everybody.
        </p>
        {rightsOf(dinner, person.id).isHost ? (
          <TableForm
            dinner={{ id: dinner.id, starts_at: dinner.starts_at, guests: members.length }}
            booking={booking}
            restaurants={data.restaurants}
            refusal={refusal}
          />
        ) : (
          <Banner>
            Only the host of a dinner asks for its table. You see what becomes of it on the dinner’s page.
          </Banner>
        )}
      </div>
    </>
  );
}
