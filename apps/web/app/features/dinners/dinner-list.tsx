import { useId } from "react";

import { useClock } from "~/features/time/clock.tsx";
import { daysUntil } from "~/features/time/format.ts";
import { readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import { DinnerRow, DinnerRowFragment } from "./dinner-row.tsx";

/** The person's dinners: what is to come first, then what has been. */
export function DinnerList(props: {
  dinners: readonly ({ id: string } & FragmentOf<typeof DinnerRowFragment>)[];
  personId: string;
}) {
  const { dinners, personId } = props;
  const { now, timeZone } = useClock();
  const isOver = (dinner: FragmentOf<typeof DinnerRowFragment>) =>
    daysUntil(readFragment(DinnerRowFragment, dinner).starts_at, now, timeZone) < 0;
  const upcoming = dinners.filter((dinner) => !isOver(dinner));
  const past = dinners.filter(isOver).reverse();
  return (
    <>
      <Rows title="Coming up" dinners={upcoming} personId={personId} />
      <Rows title="Earlier" dinners={past} personId={personId} />
    </>
  );
}

function Rows(props: Parameters<typeof DinnerList>[0] & { title: string }) {
  const headingId = useId();
  if (props.dinners.length === 0) return null;
  return (
    <section aria-labelledby={headingId} className="mt-10">
      <h2
        id={headingId}
        className="border-b border-line pb-3 font-sans text-[0.9375rem] font-medium text-ink-soft"
      >
        {props.title}
      </h2>
      <ul>
        {props.dinners.map((dinner) => (
          <DinnerRow key={dinner.id} dinner={dinner} personId={props.personId} />
        ))}
      </ul>
    </section>
  );
}
