import { Banner, Button, Card, Select } from "@potluck/ui";
import { useActionData, useFetcher } from "@remix-run/react";

import { guestRoles } from "~/features/guests/roles.ts";

import { InvitationLink } from "./invitation-link.tsx";

/** What the guests page's action answers. */
export type InviteResult = { ok: true; path: string } | { ok: false; message: string };

/** Makes an invitation: a link that lets whoever holds it join in the chosen role. */
export function InviteForm() {
  const fetcher = useFetcher<InviteResult>();
  // A form that was sent before the page's scripts ran is answered with a page.
  const pageResult = useActionData<InviteResult>();
  const result = fetcher.data ?? pageResult;
  return (
    <Card>
      <h2 className="text-heading">Invite by link</h2>
      <p className="mt-1.5 mb-5 text-ink-soft">
        Send the link to whoever should come. It works for 14 days, or until you take it back.
      </p>
      <fetcher.Form method="post" className="flex flex-col gap-4">
        <Select name="role" label="Whoever follows it" options={guestRoles} defaultValue="editor" />
        <Button
          type="submit"
          variant={result?.ok ? "secondary" : "primary"}
          isPending={fetcher.state !== "idle"}
        >
          {result?.ok ? "Make another link" : "Make a link"}
        </Button>
      </fetcher.Form>
      {result?.ok ? <InvitationLink key={result.path} path={result.path} /> : null}
      {result?.ok === false ? (
        <div className="mt-5">
          <Banner tone="danger" role="alert" title="No link was made">
            {result.message}
          </Banner>
        </div>
      ) : null}
    </Card>
  );
}
