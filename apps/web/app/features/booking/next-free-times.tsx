import { useClock } from "~/features/time/clock.tsx";
import { dateWords } from "~/features/time/format.ts";
import { wallTimeOf } from "~/features/time/zoned-time.ts";

import type { Booking } from "./booking-fragment.ts";
import { readTimes } from "./read-times.ts";
import { WishButton } from "./wish-button.tsx";

/** When a restaurant that declined has a table; one press asks for it. */
export function NextFreeTimes({ booking, onAsk }: { booking: Booking; onAsk: () => void }) {
  const { now, timeZone } = useClock();
  const times = readTimes(booking.alternatives, now);
  if (times.length === 0) return null;
  const day = wallTimeOf(booking.starts_at, timeZone).slice(0, 10);
  return (
    <div className="mt-3">
      <h4 id="free-times" className="text-caption font-medium text-ink-soft">
        Free instead
      </h4>
      <ul aria-labelledby="free-times" className="mt-2 flex flex-wrap gap-2">
        {times.map((instant) => {
          const words = dateWords(instant, timeZone);
          const isSameDay = wallTimeOf(instant, timeZone).startsWith(day);
          return (
            <li key={instant}>
              <WishButton
                booking={booking}
                startsAt={instant}
                variant="secondary"
                className="numerals"
                onAsk={onAsk}
              >
                {isSameDay ? words.time : `${words.weekday} ${words.day} ${words.month}, ${words.time}`}
              </WishButton>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
