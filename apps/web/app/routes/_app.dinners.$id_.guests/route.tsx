import { Icon } from "@potluck/ui";
import { useLiveQuery } from "@potluck/urql-client/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { Link, useLoaderData, useParams, type MetaFunction } from "@remix-run/react";

import { DinnerGone } from "~/features/dinner/dinner-gone.tsx";
import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import { GuestList } from "~/features/guests/guest-list.tsx";
import { rightsOf } from "~/features/guests/rights.ts";
import { InvitationList, InvitationsFragment } from "~/features/invitations/invitation-list.tsx";
import { invite } from "~/features/invitations/invite.server.ts";
import { InviteForm } from "~/features/invitations/invite-form.tsx";
import { usePageTitle } from "~/features/navigation/use-page-title.ts";
import { graphql } from "~/graphql.ts";
import { livePage } from "~/services/live-page.server.ts";
import { requireUuid } from "~/services/require-uuid.server.ts";

const GuestsPage = graphql(
  `
    query GuestsPage($id: uuid!) {
      dinners_by_pk(id: $id) {
        id
        title
        ...DinnerMembers
        ...Invitations
      }
    }
  `,
  [DinnerMembersFragment, InvitationsFragment],
);

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.title ?? "Guests"} · Potluck` },
];

export function loader(args: LoaderFunctionArgs) {
  const id = requireUuid(args.params.id);
  return livePage(
    args,
    GuestsPage,
    { id },
    {
      notFound: (data) => data.dinners_by_pk === null,
      title: (data) => `Guests of ${data.dinners_by_pk?.title ?? ""}`,
    },
  );
}

export function action(args: ActionFunctionArgs) {
  return invite(args, requireUuid(args.params.id));
}

export default function GuestsRoute() {
  const { person } = useLoaderData<typeof loader>();
  const { id = "" } = useParams();
  const { data } = useLiveQuery(GuestsPage, { id });
  const dinner = data?.dinners_by_pk;
  usePageTitle(dinner ? `Guests of ${dinner.title}` : undefined);
  if (!dinner) return <DinnerGone />;
  const { isHost } = rightsOf(dinner, person.id);
  return (
    <>
      <Link
        to={`/dinners/${dinner.id}`}
        className="-ml-2 inline-flex min-h-11 items-center gap-1.5 rounded-control px-2 text-[0.9375rem] text-ink-soft hover:text-ink"
      >
        <Icon name="arrowLeft" className="size-4.5" />
        <span className="line-clamp-1">{dinner.title}</span>
      </Link>
      <h1 className="pt-2 pb-10 text-title sm:pt-6">Guests</h1>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-20 gap-y-12 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <GuestList dinner={dinner} personId={person.id} isHost={isHost} />
        {isHost ? (
          <div>
            <InviteForm />
            <InvitationList dinner={dinner} />
          </div>
        ) : null}
      </div>
    </>
  );
}
