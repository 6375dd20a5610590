import { Page } from "@potluck/ui";
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { data } from "@remix-run/server-runtime";
import { useActionData, useLoaderData, useParams } from "@remix-run/react";

import { RouteError } from "~/features/errors/route-error.tsx";
import { InvitationCard } from "~/features/invitations/invitation-card.tsx";
import { InvitationClosed } from "~/features/invitations/invitation-closed.tsx";
import { acceptInvitation, previewInvitation } from "~/features/invitations/join.server.ts";
import { AppHeader } from "~/features/navigation/app-header.tsx";
import { clockOf, ClockProvider } from "~/features/time/clock.tsx";

// The address is a secret: it goes to no other site, and no search engine keeps it.
export const headers: HeadersFunction = ({ loaderHeaders }) => {
  loaderHeaders.set("Referrer-Policy", "no-referrer");
  loaderHeaders.set("X-Robots-Tag", "noindex");
  return loaderHeaders;
};

export const meta = () => [
  { title: "You’re invited · Potluck" },
  { name: "referrer", content: "no-referrer" },
  { name: "robots", content: "noindex" },
];

export async function loader(args: LoaderFunctionArgs) {
  const { person, invitation } = await previewInvitation(args, args.params.token ?? "");
  return data({ person, invitation, clock: clockOf(args.request) }, { status: invitation ? 200 : 404 });
}

export function action(args: ActionFunctionArgs) {
  return acceptInvitation(args, args.params.token ?? "");
}

export default function JoinRoute() {
  const { person, invitation, clock } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const { token = "" } = useParams();
  return (
    <ClockProvider server={clock}>
      <Page header={<AppHeader />}>
        {invitation ? (
          <InvitationCard
            invitation={invitation}
            path={`/join/${token}`}
            isSignedIn={person !== null}
            refusal={refusal?.message}
          />
        ) : (
          <InvitationClosed />
        )}
      </Page>
    </ClockProvider>
  );
}

export function ErrorBoundary() {
  return (
    <Page header={<AppHeader />}>
      <RouteError />
    </Page>
  );
}
