import { Avatar, Button } from "@potluck/ui";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { Form, useLoaderData } from "@remix-run/react";

import { announceSignOut } from "~/features/session/page-session.ts";
import { signedInClient } from "~/services/live-page.server.ts";

export const meta = () => [{ title: "Account · Potluck" }];

export async function loader(args: LoaderFunctionArgs) {
  const { page } = await signedInClient(args);
  return page;
}

export default function AccountRoute() {
  const { person } = useLoaderData<typeof loader>();
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
      <Form method="post" action="/auth/logout" reloadDocument onSubmit={announceSignOut} className="mt-8">
        <Button type="submit" variant="secondary">
          Sign out
        </Button>
        <p className="mt-3 max-w-[46ch] text-caption text-ink-soft">
          Signs you out in this browser, in its other tabs, and with the service that you sign in with.
        </p>
      </Form>
    </div>
  );
}
