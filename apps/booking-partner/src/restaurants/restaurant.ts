/** When a restaurant takes guests on some days of the week, in its own time zone: `opens <= arrival < closes`. */
export interface OpeningPeriod {
  /** ISO 8601: Monday is 1, Sunday 7. */
  firstWeekday: number;
  lastWeekday: number;
  /** `HH:MM`. */
  opens: string;
  closes: string;
}

/** A restaurant that this engine books tables for. */
export interface Restaurant {
  slug: string;
  name: string;
  /** IANA name. */
  timeZone: string;
  openingHours: readonly OpeningPeriod[];
  /** Seats of each table. */
  tables: readonly number[];
  /** Whether the answer to a wish is the decision, or a callback brings it. */
  decides: "at-once" | "later";
}
