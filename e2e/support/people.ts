import type { Page } from "@playwright/test";

/** Somebody who can sign in. */
export interface Person {
  id: string;
  name: string;
  email: string;
  password: string;
}

const seeded = (nick: string, name: string): Person => ({
  id: `auth0|${nick}`,
  name,
  email: `${nick}@potluck.test`,
  password: "potluck",
});

/** The demo people. */
export const people = {
  ada: seeded("ada", "Ada Fern"),
  ben: seeded("ben", "Ben Osei"),
  cleo: seeded("cleo", "Cleo Marsh"),
  dan: seeded("dan", "Dan Ibarra"),
} as const;

/** One of {@link people}. */
export type PersonName = keyof typeof people;

/** Fills in the hosted sign-in page that is on screen. */
export async function submitCredentials(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/**
 * Signs in as anybody would: the app's sign-in page, the provider's, and back.
 *
 * @param returnTo path of the page that somebody was sent here from
 */
export async function signIn(page: Page, person: Person, returnTo = "/dinners"): Promise<void> {
  await page.goto(`/sign-in?${new URLSearchParams({ returnTo }).toString()}`);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await submitCredentials(page, person.email, person.password);
  await page.waitForURL(returnTo);
}
