import { Fragment } from "react";

import { summariseHours } from "./opening-hours.ts";
import type { OpeningTime } from "./opening-hours.ts";

/** When a restaurant opens, a line for each set of hours. Phrasing only, so that it can stand in a label. */
export function OpeningHoursWords({ times }: { times: readonly OpeningTime[] }) {
  return (
    <span className="numerals">
      {summariseHours(times).map(({ days, hours }) => (
        <span key={days} className="block">
          {`${days}, `}
          {hours.map((stretch, index) => (
            <Fragment key={stretch}>
              {index > 0 ? " and " : null}
              <span className="whitespace-nowrap">{stretch}</span>
            </Fragment>
          ))}
        </span>
      ))}
    </span>
  );
}
