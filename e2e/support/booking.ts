import { randomUUID } from "node:crypto";

import type { Locator, Page } from "@playwright/test";

import type { AdminApi } from "./admin-api.ts";
import type { Dinner } from "./dinners.ts";
import { people } from "./people.ts";
import type { SystemAddress } from "./system.ts";

/** A dinner's table as a person finds it on the dinner's page. */
export interface TableSection {
  readonly section: Locator;
  /** The sentence that says how it stands; changes are announced. */
  readonly status: Locator;
  /** Waits until the badge says this. */
  readonly badge: (name: string) => Locator;
  readonly button: (name: string | RegExp) => Locator;
}

/** @returns the section about the table */
export function tableOf(page: Page): TableSection {
  const section = page.getByRole("region", { name: "The table", exact: true });
  return {
    section,
    status: section.getByRole("status"),
    badge: (name) => section.getByText(name, { exact: true }),
    button: (name) => section.getByRole("button", { name }),
  };
}

/** What a person asks for. */
export interface Wish {
  restaurant: string;
  /** Wall time in the zone of the browsers, `YYYY-MM-DDTHH:mm`. */
  startsAt: string;
  partySize: number;
}

/** @returns an evening that is some days away, `YYYY-MM-DDTHH:mm` */
export function evening(daysAhead: number, time = "19:00"): string {
  return `${new Date(Date.now() + daysAhead * 86_400_000).toISOString().slice(0, 10)}T${time}`;
}

/** Fills in the form for a table that is on screen, and sends it. */
export async function askForTable(page: Page, wish: Wish): Promise<void> {
  await page.getByRole("radio", { name: wish.restaurant }).check();
  await page.getByLabel("When?").fill(wish.startsAt);
  await page.getByLabel("For how many?").fill(String(wish.partySize));
  await page.getByRole("button", { name: "Ask for this table" }).click();
}

/** A booking as it is stored. */
export interface StoredBooking {
  id: string;
  status: string;
  revision: number;
  party_size: number;
  starts_at: string;
  partner_reference: string | null;
  restaurant: { slug: string };
}

/** @returns what is stored of a dinner's bookings */
export async function storedBookings(api: AdminApi, dinner: { id: string }): Promise<StoredBooking[]> {
  const { bookings } = await api<{ bookings: StoredBooking[] }>(
    `query ($dinner: uuid!) {
      bookings(where: { dinner_id: { _eq: $dinner } }) {
        id status revision party_size starts_at partner_reference restaurant { slug }
      }
    }`,
    { dinner: dinner.id },
  );
  return bookings;
}

/** Puts a booking into a dinner as if it had come that far. */
export async function arrangeBooking(
  api: AdminApi,
  dinner: Dinner,
  booking: Record<string, unknown> & { slug: string; status: string },
): Promise<string> {
  const { slug, ...columns } = booking;
  const id = randomUUID();
  const { restaurants } = await api<{ restaurants: { id: string }[] }>(
    `query ($slug: String!) { restaurants(where: { slug: { _eq: $slug } }) { id } }`,
    { slug },
  );
  await api(`mutation ($booking: bookings_insert_input!) { insert_bookings_one(object: $booking) { id } }`, {
    booking: {
      id,
      dinner_id: dinner.id,
      restaurant_id: restaurants[0]?.id,
      requested_by: people.ada.id,
      party_size: 4,
      starts_at: `${evening(3)}:00Z`,
      ...columns,
    },
  });
  return id;
}

/** Notes every state that a page shows of the table from now on, in order. */
export async function watchStates(page: Page): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    const states: string[] = [];
    const names = ["Requested", "Confirmed", "Declined", "Cancelling", "Cancelled"];
    const look = (): void => {
      const badges = [...document.querySelectorAll("main section span")].map(
        (badge) => badge.textContent ?? "",
      );
      const state = badges.find((text) => names.includes(text)) ?? "none";
      if (states.at(-1) !== state) states.push(state);
    };
    look();
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    return states;
  });
  return () => seen.jsonValue();
}

/** What can go wrong at the booking partner, as its controls name it. */
export type PartnerFaults = Partial<{
  down: boolean;
  delay: number;
  delayMs: number;
  callbackDelayMs: number;
}>;

/** The booking partner's controls. */
export interface PartnerControl {
  setFaults: (faults: PartnerFaults) => Promise<void>;
  /** Lets the restaurant cancel. */
  cancel: (bookingId: string, reason: string) => Promise<void>;
  reset: () => Promise<void>;
}

/** @returns the controls of a system's booking partner */
export function createPartnerControl({
  partnerControlUrl,
}: Pick<SystemAddress, "partnerControlUrl">): PartnerControl {
  async function post(path: string, body: unknown): Promise<void> {
    const response = await fetch(`${partnerControlUrl}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The partner refused ${path}: ${await response.text()}`);
  }
  return {
    setFaults: (faults) => post("/faults", faults),
    cancel: (clientReference, reason) => post("/cancel", { clientReference, reason }),
    reset: () => post("/reset", {}),
  };
}
