import { Button, Dish, Icon } from "@potluck/ui";
import { useState } from "react";

import { useClock } from "~/features/time/clock.tsx";
import { fromNow } from "~/features/time/format.ts";
import { Moment } from "~/features/time/moment.tsx";
import { graphql, readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import { DinnerDetailsDialog } from "./dinner-details-dialog.tsx";

export const DinnerHeaderFragment = graphql(`
  fragment DinnerHeader on dinners {
    id
    title
    starts_at
    notes
  }
`);

/** What the dinner is, when it is, and what its host has to say. */
export function DinnerHeader(props: { dinner: FragmentOf<typeof DinnerHeaderFragment>; canEdit: boolean }) {
  const dinner = readFragment(DinnerHeaderFragment, props.dinner);
  const [isEditing, setIsEditing] = useState(false);
  const { now, timeZone } = useClock();
  return (
    <div className="flex items-start gap-5 pt-2 pb-10 sm:gap-10 sm:pt-6 lg:pb-14">
      <div className="min-w-0 flex-1">
        <p className="numerals font-medium text-accent">
          <Moment instant={dinner.starts_at} />
          <span className="text-ink-soft max-sm:block">
            <span className="max-sm:hidden"> · </span>
            {fromNow(dinner.starts_at, now, timeZone)}
          </span>
        </p>
        <h1 className="mt-3 text-title wrap-anywhere">{dinner.title}</h1>
        {dinner.notes ? (
          <p className="mt-5 max-w-[52ch] text-lead whitespace-pre-line text-ink-soft">{dinner.notes}</p>
        ) : null}
        {props.canEdit ? (
          <Button
            variant="quiet"
            aria-haspopup="dialog"
            className="mt-3 -ml-4"
            onClick={() => setIsEditing(true)}
          >
            <Icon name="edit" />
            Change details
          </Button>
        ) : null}
      </div>
      <Dish seed={dinner.id} className="-mt-2 w-24 shrink-0 sm:w-44 lg:-mt-6 lg:w-56" />
      {isEditing ? <DinnerDetailsDialog dinner={dinner} onClose={() => setIsEditing(false)} /> : null}
    </div>
  );
}
