import { useClock } from "./clock.tsx";
import { dateWords } from "./format.ts";

/** A moment in one line: `Sunday 29 November, 13:00`. */
export function Moment({ instant, className }: { instant: string; className?: string }) {
  const { timeZone } = useClock();
  const { weekday, day, month, time } = dateWords(instant, timeZone);
  return (
    <time dateTime={instant} className={className}>
      {`${weekday} ${day} ${month}, ${time}`}
    </time>
  );
}
