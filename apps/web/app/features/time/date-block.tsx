import { useClock } from "./clock.tsx";
import { dateWords } from "./format.ts";

/** A day as a page of a tear-off calendar. */
export function DateBlock({ instant }: { instant: string }) {
  const { timeZone } = useClock();
  const { weekday, day, month, time } = dateWords(instant, timeZone);
  return (
    <time
      dateTime={instant}
      className="numerals grid w-16 shrink-0 justify-items-center text-center leading-none sm:w-20"
    >
      <span className="text-caption font-medium text-ink-soft">{weekday.slice(0, 3)}</span>
      <span className="mt-1 font-display text-[2.25rem] leading-none font-[420] tracking-tight sm:text-[2.75rem]">
        {day}
      </span>
      <span className="mt-1.5 text-caption font-medium text-ink-soft">{month.slice(0, 3)}</span>
      <span className="sr-only">, {time}</span>
    </time>
  );
}
