import { Button } from "@potluck/ui";
import type { ButtonProps } from "@potluck/ui";

import type { Booking } from "./booking-fragment.ts";
import { useAskForTable } from "./use-ask-for-table.ts";
import { wallTimeOf } from "~/features/time/zoned-time.ts";

/** Props of {@link WishButton}. */
export interface WishButtonProps extends Pick<ButtonProps, "variant" | "className" | "children"> {
  booking: Booking;
  /** When to ask for, in ISO 8601. */
  startsAt: string;
  onAsk: () => void;
}

/** Asks for the same table at a given time: with one press, and before scripts run too. */
export function WishButton({ booking, startsAt, onAsk, children, ...look }: WishButtonProps) {
  const ask = useAskForTable(booking.dinner_id);
  const { restaurant_id, party_size } = booking;
  return (
    <form
      method="post"
      action={`/dinners/${booking.dinner_id}/table`}
      onSubmit={(event) => {
        event.preventDefault();
        onAsk();
        ask(booking, { restaurant_id, party_size, starts_at: startsAt });
      }}
    >
      <input type="hidden" name="restaurant" value={restaurant_id} />
      <input type="hidden" name="partySize" value={party_size} />
      <input type="hidden" name="startsAt" value={wallTimeOf(startsAt, "UTC")} />
      <input type="hidden" name="timeZone" value="UTC" />
      <Button type="submit" {...look}>
        {children}
      </Button>
    </form>
  );
}
