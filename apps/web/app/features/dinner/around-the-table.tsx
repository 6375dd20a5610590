import { Avatar } from "@potluck/ui";
import { Link } from "@remix-run/react";

import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import { RoleBadge } from "~/features/guests/role-badge.tsx";
import { PresenceFragment } from "~/features/presence/presence-changes.ts";
import { graphql, readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

export const AroundTheTableFragment = graphql(
  `
    fragment AroundTheTable on dinners {
      id
      ...DinnerMembers
      ...Presence
    }
  `,
  [DinnerMembersFragment, PresenceFragment],
);

/** Who comes, and who of them looks at the page now. */
export function AroundTheTable(props: {
  dinner: FragmentOf<typeof AroundTheTableFragment>;
  personId: string;
  isHost: boolean;
}) {
  const { personId, isHost } = props;
  const dinner = readFragment(AroundTheTableFragment, props.dinner);
  const { members } = readFragment(DinnerMembersFragment, dinner);
  const { presence } = readFragment(PresenceFragment, dinner);
  const doing = new Map(presence.map((page) => [page.user_id, page.doing]));
  return (
    <section aria-labelledby="table-heading">
      <h2 id="table-heading" className="mb-3 text-heading">
        Around the table
      </h2>
      <ul className="border-t border-line">
        {members.map(({ user, role }) => {
          const isHere = user.id === personId || doing.has(user.id);
          return (
            <li key={user.id} className="flex min-h-16 items-center gap-4 border-b border-line py-2">
              <Avatar person={{ id: user.id, name: user.display_name }} isHere={isHere} isDecorative />
              <div className="min-w-0 flex-1 leading-snug">
                <p className="truncate font-medium">
                  {user.display_name}
                  {user.id === personId ? <span className="font-normal text-ink-soft"> (you)</span> : null}
                </p>
                {isHere ? (
                  <p className="text-caption text-ready">
                    {user.id !== personId && doing.get(user.id) === "editing" ? "Writing…" : "Here now"}
                  </p>
                ) : null}
              </div>
              <RoleBadge role={role} />
            </li>
          );
        })}
      </ul>
      <Link to="guests" className="link mt-2 inline-flex min-h-11 items-center">
        {isHost ? "Invite and manage guests" : "See all guests"}
      </Link>
    </section>
  );
}
