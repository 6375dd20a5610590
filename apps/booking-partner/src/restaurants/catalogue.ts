import type { Restaurant } from "./restaurant.ts";

/** The restaurants of `hasura/seeds/default/1_reference.sql`: same slugs, names, seats, time zones and opening hours. */
export const catalogue: readonly Restaurant[] = [
  {
    slug: "the-long-table",
    name: "The Long Table",
    timeZone: "Europe/Lisbon",
    openingHours: [{ firstWeekday: 3, lastWeekday: 7, opens: "19:00", closes: "23:00" }],
    tables: [2, 2, 4, 4, 4, 8],
    decides: "at-once",
  },
  {
    slug: "saffron-house",
    name: "Saffron House",
    timeZone: "Europe/Berlin",
    openingHours: [
      { firstWeekday: 1, lastWeekday: 7, opens: "12:00", closes: "15:00" },
      { firstWeekday: 1, lastWeekday: 7, opens: "18:00", closes: "23:30" },
    ],
    tables: [2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 12],
    decides: "later",
  },
  {
    slug: "osteria-lucia",
    name: "Osteria Lucia",
    timeZone: "Europe/Rome",
    openingHours: [
      { firstWeekday: 2, lastWeekday: 6, opens: "12:30", closes: "14:30" },
      { firstWeekday: 2, lastWeekday: 6, opens: "19:00", closes: "22:30" },
    ],
    tables: [2, 2, 2, 4, 4, 4, 4, 6, 8],
    decides: "at-once",
  },
  {
    slug: "nori-and-ash",
    name: "Nori & Ash",
    timeZone: "Europe/London",
    openingHours: [{ firstWeekday: 2, lastWeekday: 7, opens: "18:00", closes: "23:00" }],
    tables: [2, 2, 2, 2, 4, 6],
    decides: "later",
  },
  {
    slug: "casa-maiz",
    name: "Casa Maíz",
    timeZone: "Europe/Madrid",
    openingHours: [
      { firstWeekday: 1, lastWeekday: 5, opens: "13:00", closes: "23:30" },
      { firstWeekday: 6, lastWeekday: 7, opens: "12:00", closes: "23:59" },
    ],
    tables: [2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 8, 16],
    decides: "at-once",
  },
  {
    slug: "green-room",
    name: "The Green Room",
    timeZone: "Europe/Amsterdam",
    openingHours: [{ firstWeekday: 3, lastWeekday: 7, opens: "11:30", closes: "21:30" }],
    tables: [2, 2, 2, 4, 4, 4, 6, 6, 10],
    decides: "at-once",
  },
];

/** @returns The restaurant of that slug, or undefined. */
export function findRestaurant(slug: string): Restaurant | undefined {
  return catalogue.find((restaurant) => restaurant.slug === slug);
}
