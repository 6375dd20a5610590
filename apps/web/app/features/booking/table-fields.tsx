import { ChoiceGroup, DateTimeField, RadioCard, Storefront, TextField } from "@potluck/ui";

import { OpeningHoursWords } from "~/features/restaurants/opening-hours-words.tsx";
import type { RestaurantFragment } from "~/features/restaurants/restaurant-fragment.ts";
import type { ResultOf } from "~/graphql.ts";

import { describeChoice } from "./describe-choice.ts";
import type { TableErrors, TableValues } from "./table-input.ts";

/** Props of {@link TableFields}. */
export interface TableFieldsProps {
  restaurants: readonly ResultOf<typeof RestaurantFragment>[];
  /** What the fields hold at first. */
  values: TableValues;
  /** What restaurant and time are chosen now. */
  choice: Pick<TableValues, "restaurant" | "startsAt">;
  errors?: TableErrors;
  timeZone: string;
}

/** The fields of a request for a table: where, when, for how many. */
export function TableFields({ restaurants, values, choice, errors, timeZone }: TableFieldsProps) {
  const chosen = restaurants.find(({ id }) => id === choice.restaurant);
  return (
    <>
      <ChoiceGroup label="Where would you like to eat?" error={errors?.restaurant}>
        <div className="grid gap-3 sm:grid-cols-2">
          {restaurants.map((restaurant) => (
            <RadioCard
              key={restaurant.id}
              name="restaurant"
              value={restaurant.id}
              defaultChecked={restaurant.id === values.restaurant}
              title={restaurant.name}
              art={
                <Storefront name={restaurant.photo} className="size-20 shrink-0 self-start rounded-control" />
              }
              required
            >
              {`${restaurant.cuisine} · ${restaurant.city}`}
              <OpeningHoursWords times={restaurant.opening_hours} />
            </RadioCard>
          ))}
        </div>
      </ChoiceGroup>
      <div className="grid items-start gap-6 sm:grid-cols-[minmax(0,1fr)_9rem]">
        <div>
          <DateTimeField
            name="startsAt"
            label="When?"
            defaultValue={values.startsAt}
            error={errors?.startsAt}
            description={`In your time zone, ${timeZone.replaceAll("_", " ")}`}
            required
          />
          <output className="block min-h-5 text-caption text-ink-soft">
            {chosen ? describeChoice(chosen, choice.startsAt, timeZone) : null}
          </output>
        </div>
        <TextField
          type="number"
          name="partySize"
          label="For how many?"
          defaultValue={values.partySize}
          error={errors?.partySize}
          inputMode="numeric"
          min={1}
          max={50}
          required
        />
      </div>
      <input type="hidden" name="timeZone" value={timeZone} />
    </>
  );
}
