import { Button, Icon } from "@potluck/ui";
import { useLiveMutation } from "@potluck/urql-client/react";

import { roleWords } from "~/features/guests/roles.ts";
import { useClock } from "~/features/time/clock.tsx";
import { dateWords } from "~/features/time/format.ts";
import { graphql, readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

export const InvitationsFragment = graphql(`
  fragment Invitations on dinners {
    id
    invitations(order_by: [{ created_at: desc }]) {
      id
      dinner_id
      role
      expires_at
      revoked_at
      created_at
    }
  }
`);

const RevokeInvitation = graphql(`
  mutation RevokeInvitation($id: uuid!, $at: timestamptz!) {
    update_invitations_by_pk(pk_columns: { id: $id }, _set: { revoked_at: $at }) {
      id
      revoked_at
    }
  }
`);

/** The links that are out there, and a way to take each back. */
export function InvitationList(props: { dinner: FragmentOf<typeof InvitationsFragment> }) {
  const { invitations } = readFragment(InvitationsFragment, props.dinner);
  const [revoke] = useLiveMutation(RevokeInvitation);
  const { now, timeZone } = useClock();
  const open = invitations.filter(
    ({ revoked_at, expires_at }) => !revoked_at && Date.parse(expires_at) > now,
  );
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="invitations-heading" className="mt-10">
      <h2 id="invitations-heading" className="mb-3 text-heading">
        Links out there
      </h2>
      <ul className="border-t border-line">
        {open.map((invitation) => {
          const made = dateWords(invitation.created_at, timeZone);
          const ends = dateWords(invitation.expires_at, timeZone);
          return (
            <li key={invitation.id} className="flex min-h-16 items-center gap-4 border-b border-line py-2">
              <Icon name="link" className="text-ink-soft" />
              <p className="numerals min-w-0 flex-1 text-[0.9375rem] leading-snug">
                <span className="block">{`Made ${made.day} ${made.month}, ${made.time}`}</span>
                <span className="block text-caption text-ink-soft">
                  {`${roleWords(invitation.role).name} · works until ${ends.day} ${ends.month}`}
                </span>
              </p>
              <Button
                variant="quiet"
                aria-label={`Take back the link made on ${made.day} ${made.month}, ${made.time}`}
                onClick={() => void revoke({ id: invitation.id, at: new Date().toISOString() })}
              >
                Take back
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
