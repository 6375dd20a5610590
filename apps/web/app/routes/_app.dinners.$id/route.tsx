import { Icon } from "@potluck/ui";
import { useLiveQuery } from "@potluck/urql-client/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { Link, useLoaderData, useParams, type MetaFunction } from "@remix-run/react";

import { ActivityFragment } from "~/features/activity/activity-fragment.ts";
import { WhatHappened } from "~/features/activity/what-happened.tsx";
import { TheTableFragment } from "~/features/booking/booking-fragment.ts";
import { TheTable } from "~/features/booking/the-table.tsx";
import { Checklist, ChecklistFragment } from "~/features/checklist/checklist.tsx";
import { AroundTheTable, AroundTheTableFragment } from "~/features/dinner/around-the-table.tsx";
import { DinnerGone } from "~/features/dinner/dinner-gone.tsx";
import { DinnerHeader, DinnerHeaderFragment } from "~/features/dinner/dinner-header.tsx";
import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import { rightsOf } from "~/features/guests/rights.ts";
import { useDinnerPresence } from "~/features/presence/use-dinner-presence.ts";
import { usePageTitle } from "~/features/navigation/use-page-title.ts";
import { graphql } from "~/graphql.ts";
import { livePage } from "~/services/live-page.server.ts";
import { requireUuid } from "~/services/require-uuid.server.ts";

const DinnerPage = graphql(
  `
    query DinnerPage($id: uuid!) {
      dinners_by_pk(id: $id) {
        id
        title
        ...DinnerHeader
        ...Checklist
        ...AroundTheTable
        ...DinnerMembers
        ...TheTable
        ...Activity
      }
    }
  `,
  [
    DinnerHeaderFragment,
    ChecklistFragment,
    AroundTheTableFragment,
    DinnerMembersFragment,
    ActivityFragment,
    TheTableFragment,
  ],
);

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.title ?? "Dinner"} · Potluck` },
];

export function loader(args: LoaderFunctionArgs) {
  const id = requireUuid(args.params.id);
  return livePage(
    args,
    DinnerPage,
    { id },
    { notFound: (data) => data.dinners_by_pk === null, title: (data) => data.dinners_by_pk?.title },
  );
}

export default function DinnerRoute() {
  const { person, serverNow } = useLoaderData<typeof loader>();
  const { id = "" } = useParams();
  const { data } = useLiveQuery(DinnerPage, { id });
  useDinnerPresence(id, person.id);

  const dinner = data?.dinners_by_pk;
  usePageTitle(dinner?.title);
  if (!dinner) return <DinnerGone />;
  const { canEdit, isHost } = rightsOf(dinner, person.id);
  return (
    <>
      <Link
        to="/dinners"
        className="-ml-2 inline-flex min-h-11 items-center gap-1.5 rounded-control px-2 text-[0.9375rem] text-ink-soft hover:text-ink"
      >
        <Icon name="arrowLeft" className="size-4.5" />
        All dinners
      </Link>
      <DinnerHeader dinner={dinner} canEdit={canEdit} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-20 gap-y-14 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <Checklist dinner={dinner} canEdit={canEdit} />
        <div className="flex flex-col gap-y-14">
          <TheTable dinner={dinner} isHost={isHost} serverNow={serverNow} />
          <AroundTheTable dinner={dinner} personId={person.id} isHost={isHost} />
          <WhatHappened dinner={dinner} personId={person.id} />
        </div>
      </div>
    </>
  );
}
