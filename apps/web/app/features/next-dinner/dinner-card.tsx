import { AvatarGroup, Dish } from "@potluck/ui";
import { Link } from "@remix-run/react";

import { describeBooking } from "~/features/booking/describe-booking.ts";
import { useBooking } from "~/features/booking/use-booking.ts";
import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import { rightsOf } from "~/features/guests/rights.ts";
import { useClock } from "~/features/time/clock.tsx";
import { fromNow } from "~/features/time/format.ts";
import { Moment } from "~/features/time/moment.tsx";
import { readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import { NextDinnerFragment } from "./next-dinner-query.ts";
import { WhatIBring } from "./what-i-bring.tsx";

/** The next dinner: when, what, where, with whom, and what one has to bring. */
export function DinnerCard(props: { dinner: FragmentOf<typeof NextDinnerFragment>; personId: string }) {
  const dinner = readFragment(NextDinnerFragment, props.dinner);
  const { members } = readFragment(DinnerMembersFragment, dinner);
  const { now, timeZone } = useClock();
  return (
    <article className="flex flex-col">
      <div className="flex items-start justify-between gap-5">
        <div className="min-w-0">
          <p className="numerals font-medium text-accent">
            <Moment instant={dinner.starts_at} />
            <span className="block text-ink-soft">{fromNow(dinner.starts_at, now, timeZone)}</span>
          </p>
          <h1 className="mt-3 text-title wrap-anywhere">
            <Link
              to={`/dinners/${dinner.id}`}
              className="rounded-control decoration-accent decoration-2 underline-offset-6 hover:underline"
            >
              {dinner.title}
            </Link>
          </h1>
        </div>
        <Dish seed={dinner.id} className="-mt-2 w-24 shrink-0 sm:w-36" />
      </div>
      <TableWords dinner={dinner} />
      <div className="mt-5">
        <AvatarGroup
          label="Guests"
          people={members.map(({ user }) => ({ id: user.id, name: user.display_name }))}
        />
      </div>
      <WhatIBring
        items={dinner.items}
        open={dinner.open.aggregate?.count ?? 0}
        canEdit={rightsOf(dinner, props.personId).canEdit}
        dinnerId={dinner.id}
      />
    </article>
  );
}

function TableWords({ dinner }: { dinner: Parameters<typeof useBooking>[0] }) {
  const booking = useBooking(dinner)?.booking;
  if (!booking || booking.status === "cancelled" || booking.status === "declined") return null;
  return (
    <p className="mt-4 text-[0.9375rem]">
      <span className="font-medium">{booking.restaurant.name}</span>
      <span className="text-ink-soft">{` · ${describeBooking(booking, false).sentence}`}</span>
      {booking.status === "confirmed" && booking.partner_reference ? (
        <span className="block">
          {"Say "}
          <strong className="numerals font-semibold">{booking.partner_reference}</strong>
          {" at the door."}
        </span>
      ) : null}
    </p>
  );
}
