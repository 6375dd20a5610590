import { useLiveMutation } from "@potluck/urql-client/react";
import { useNavigate } from "@remix-run/react";
import { useState } from "react";

import { readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import { DinnerMembersFragment } from "./dinner-members.ts";
import { ChangeRole, RemoveGuest } from "./guest-changes.ts";
import { GuestRow } from "./guest-row.tsx";
import { RemoveGuestDialog } from "./remove-guest-dialog.tsx";

/** Everybody who comes. Hosts decide what the others may do, and guests can leave. */
export function GuestList(props: {
  dinner: FragmentOf<typeof DinnerMembersFragment>;
  personId: string;
  isHost: boolean;
}) {
  const { personId, isHost } = props;
  const dinner = readFragment(DinnerMembersFragment, props.dinner);
  const [changeRole] = useLiveMutation(ChangeRole);
  const [removeGuest] = useLiveMutation(RemoveGuest);
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState<(typeof dinner.members)[number] | null>(null);

  async function remove(userId: string): Promise<void> {
    setLeaving(null);
    const result = await removeGuest({ dinner: dinner.id, user: userId });
    if (result.ok && userId === personId) navigate("/dinners");
  }

  return (
    <section aria-labelledby="guests-heading">
      <h2 id="guests-heading" className="mb-3 text-heading">
        {dinner.members.length === 1 ? "One guest so far" : `${dinner.members.length} guests`}
      </h2>
      <ul className="border-t border-line">
        {dinner.members.map((member) => (
          <GuestRow
            key={member.user_id}
            name={member.user.display_name}
            userId={member.user_id}
            role={member.role}
            isSelf={member.user_id === personId}
            canManage={isHost}
            onRoleChange={(role) => void changeRole({ dinner: dinner.id, user: member.user_id, role })}
            onRemove={() => setLeaving(member)}
          />
        ))}
      </ul>
      {leaving ? (
        <RemoveGuestDialog
          name={leaving.user.display_name}
          isSelf={leaving.user_id === personId}
          onClose={() => setLeaving(null)}
          onConfirm={() => void remove(leaving.user_id)}
        />
      ) : null}
    </section>
  );
}
