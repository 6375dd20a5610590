import { Banner } from "@potluck/ui";
import { useState } from "react";

import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import type { RestaurantFragment } from "~/features/restaurants/restaurant-fragment.ts";
import { graphql, readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import type { TableRefusal } from "./ask-for-table.server.ts";
import { TheTableFragment } from "./booking-fragment.ts";
import { TableForm } from "./table-form.tsx";
import { useBooking } from "./use-booking.ts";

export const ChooseTableFragment = graphql(
  `
    fragment ChooseTable on dinners {
      id
      starts_at
      ...DinnerMembers
      ...TheTable
    }
  `,
  [DinnerMembersFragment, TheTableFragment],
);

/** Props of {@link ChooseTable}. */
export interface ChooseTableProps {
  dinner: FragmentOf<typeof ChooseTableFragment>;
  restaurants: readonly FragmentOf<typeof RestaurantFragment>[];
  isHost: boolean;
  /** What the server said to a form that was sent without scripts. */
  refusal: TableRefusal | undefined;
}

/** Where a host chooses a table for a dinner, the first one or another. */
export function ChooseTable(props: ChooseTableProps) {
  const dinner = readFragment(ChooseTableFragment, props.dinner);
  const { members } = readFragment(DinnerMembersFragment, dinner);
  const booking = useBooking(dinner)?.booking ?? null;
  // The heading stays while the page is being left.
  const [hadTable] = useState(booking !== null);
  return (
    <div className="max-w-3xl">
      <h1 className="pt-2 text-title sm:pt-6">{hadTable ? "Another table" : "Find a table"}</h1>
      <p className="mt-4 mb-9 max-w-[46ch] text-lead text-ink-soft">
        The restaurant is asked at once. Its answer appears on the dinner’s page, for everybody.
      </p>
      {props.isHost ? (
        <TableForm
          dinner={{ id: dinner.id, starts_at: dinner.starts_at, guests: members.length }}
          booking={booking}
          restaurants={props.restaurants}
          refusal={props.refusal}
        />
      ) : (
        <Banner>
          Only the host of a dinner asks for its table. You see what becomes of it on the dinner’s page.
        </Banner>
      )}
    </div>
  );
}
