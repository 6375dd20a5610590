import { AvatarGroup, Dish } from "@potluck/ui";
import { Link } from "@remix-run/react";

import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import { useClock } from "~/features/time/clock.tsx";
import { DateBlock } from "~/features/time/date-block.tsx";
import { dateWords, fromNow } from "~/features/time/format.ts";
import { graphql, readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

export const DinnerRowFragment = graphql(
  `
    fragment DinnerRow on dinners {
      id
      title
      starts_at
      owner_id
      owner {
        id
        display_name
      }
      ...DinnerMembers
    }
  `,
  [DinnerMembersFragment],
);

/** A dinner in a list of dinners: when, what, and with whom. */
export function DinnerRow(props: { dinner: FragmentOf<typeof DinnerRowFragment>; personId: string }) {
  const dinner = readFragment(DinnerRowFragment, props.dinner);
  const { members } = readFragment(DinnerMembersFragment, dinner);
  const { now, timeZone } = useClock();
  const { time } = dateWords(dinner.starts_at, timeZone);
  const host =
    dinner.owner_id === props.personId ? "Hosted by you" : `Hosted by ${dinner.owner.display_name}`;
  return (
    <li className="group relative flex items-center gap-5 border-b border-line py-5 sm:gap-8 sm:py-7">
      <DateBlock instant={dinner.starts_at} />
      <div className="min-w-0 flex-1">
        <h3 className="text-[1.375rem] leading-tight wrap-anywhere sm:text-[1.75rem]">
          <Link
            to={`/dinners/${dinner.id}`}
            className="rounded-control decoration-accent decoration-2 underline-offset-6 group-hover:underline after:absolute after:inset-0 after:rounded-card"
          >
            {dinner.title}
          </Link>
        </h3>
        <p className="numerals mt-1.5 text-[0.9375rem] text-ink-soft">
          {`${fromNow(dinner.starts_at, now, timeZone)} at ${time}`}
          <span className="max-sm:hidden">{` · ${host}`}</span>
        </p>
        <div className="mt-3">
          <AvatarGroup
            size="small"
            label="Guests"
            people={members.map(({ user }) => ({ id: user.id, name: user.display_name }))}
          />
        </div>
      </div>
      <Dish
        seed={dinner.id}
        className="w-20 shrink-0 transition-transform duration-500 ease-settle group-hover:rotate-12 sm:w-32"
      />
    </li>
  );
}
