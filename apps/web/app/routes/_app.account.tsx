import { Avatar, Banner, Button } from "@potluck/ui";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { Form, useLoaderData, useSearchParams } from "@remix-run/react";

import { leaveSession } from "~/features/session/browser-client.ts";
import { signedInClient } from "~/services/live-page.server.ts";
import { hasRecentProof } from "~/services/recent-proof.server.ts";

export const meta = () => [{ title: "Account · Potluck" }];

export async function loader(args: LoaderFunctionArgs) {
  const { page } = await signedInClient(args);
  const { endsSharedSessions } = args.context.authSession;
  return { ...page, endsSharedSessions, hasRecentProof: hasRecentProof(await args.context.openSession()) };
}

export default function AccountRoute() {
  const { person, endsSharedSessions, hasRecentProof: isRecent } = useLoaderData<typeof loader>();
  const isStillSignedIn = useSearchParams()[0].has("still-signed-in");
  return (
    <div className="mx-auto max-w-xl pt-4 sm:pt-8">
      <h1 className="text-title">Account</h1>
      <div className="mt-10 flex items-center gap-5 border-y border-line py-7">
        <Avatar person={person} size="large" isDecorative />
        <div className="min-w-0">
          <p className="truncate font-display text-heading">{person.name}</p>
          <p className="text-[0.9375rem] text-ink-soft">This is the name that other guests see.</p>
        </div>
      </div>
      <dl className="border-b border-line py-7">
        <dt className="text-caption font-medium text-ink-soft">Diet</dt>
        <dd className="mt-1 [overflow-wrap:anywhere]">{person.diet ?? "Nothing noted"}</dd>
        <dd className="mt-2 max-w-[46ch] text-caption text-ink-soft">
          Kept by the service that you sign in with, and read from there when you sign in.
        </dd>
      </dl>
      {isStillSignedIn ? (
        <div className="mt-8">
          <Banner title="You are still signed in, here and elsewhere" role="alert">
            <p>Signing out everywhere did not work just now. Try again in a moment.</p>
          </Banner>
        </div>
      ) : null}
      <Form method="post" action="/auth/logout" reloadDocument onSubmit={leaveSession} className="mt-8">
        <Button type="submit" variant="secondary">
          Sign out
        </Button>
        <p className="mt-3 max-w-[46ch] text-caption text-ink-soft">
          Signs you out in this browser, in its other tabs, and with the service that you sign in with.
        </p>
      </Form>
      <Form
        method="post"
        action="/auth/logout?everywhere"
        reloadDocument
        // Somebody who is asked to sign in first is still signed in, in the other tabs too.
        onSubmit={isRecent ? leaveSession : undefined}
        className="mt-8 border-t border-line pt-8"
      >
        <Button type="submit" variant="secondary">
          Sign out everywhere
        </Button>
        <p className="mt-3 max-w-[46ch] text-caption text-ink-soft">
          {endsSharedSessions
            ? "Signs you out in every browser and on every device where you are signed in now, this one included."
            : "Signs you out here, and in other browsers for as long as this server runs: it keeps no lasting record, so that after a restart they may be signed in again."}
          {isRecent ? null : " First you are asked to sign in once more; then press it again."}
        </p>
      </Form>
    </div>
  );
}
