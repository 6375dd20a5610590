import { z } from "zod";

import { instantOf, isTimeZone } from "../time/zoned-time.ts";

const howMany = "Say for how many, from 1 to 50.";
const when = "Choose a day and a time.";

// Each field is read by itself, so that one look finds everything that is wrong. The limits are the database's.
const restaurantInput = z.uuid("Choose a restaurant.");
const partySizeInput = z
  .string(howMany)
  .trim()
  .regex(/^\d{1,3}$/, howMany)
  .transform(Number)
  .refine((size) => size >= 1 && size <= 50, howMany);
const startInput = z
  .object({ wall: z.string(when).min(1, when), timeZone: z.string().refine(isTimeZone).catch("UTC") })
  .transform(({ wall, timeZone }) => instantOf(wall, timeZone))
  .pipe(z.string("This is not a day and a time. Choose both."));

/** Columns of a booking that people choose. */
export interface TableWish {
  restaurant_id: string;
  /** In ISO 8601. */
  starts_at: string;
  party_size: number;
}

/** What is wrong with each field of the form, by name. */
export type TableErrors = Partial<Record<keyof TableValues, string>>;

/** What the fields of the form hold, by name. */
export interface TableValues {
  /** Its id. */
  restaurant: string;
  /** Wall time in the writer's zone. */
  startsAt: string;
  partySize: string;
}

/**
 * Reads from a form what table somebody would like.
 *
 * @param form The posted form: `restaurant`, `startsAt` (wall time), `timeZone`, `partySize`.
 * @param now Milliseconds since the epoch: a table is for later.
 * @returns The columns to write, or what is wrong, one sentence per field.
 */
export function parseTable(
  form: FormData,
  now: number,
): { ok: true; wish: TableWish } | { ok: false; errors: TableErrors } {
  const restaurant = restaurantInput.safeParse(form.get("restaurant"));
  const partySize = partySizeInput.safeParse(form.get("partySize"));
  const start = startInput
    .refine((instant) => Date.parse(instant) > now, "That time has passed. Choose a later one.")
    .safeParse({ wall: form.get("startsAt"), timeZone: form.get("timeZone") });
  if (restaurant.success && partySize.success && start.success) {
    const wish = { restaurant_id: restaurant.data, starts_at: start.data, party_size: partySize.data };
    return { ok: true, wish };
  }
  const errors: TableErrors = {};
  for (const [field, { error }] of Object.entries({ restaurant, partySize, startsAt: start })) {
    if (error) errors[field as keyof TableErrors] = error.issues[0]?.message;
  }
  return { ok: false, errors };
}

/**
 * Keeps what a form holds, for showing it again.
 *
 * @param form The posted form.
 * @returns Its fields as they were written.
 */
export function tableValues(form: FormData): TableValues {
  const text = (name: keyof TableValues): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return { restaurant: text("restaurant"), startsAt: text("startsAt"), partySize: text("partySize") };
}
