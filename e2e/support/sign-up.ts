import { randomUUID } from "node:crypto";

import type { Page } from "@playwright/test";

import type { AdminApi } from "./admin-api.ts";
import type { Person } from "./people.ts";

/**
 * Makes an account at the provider's sign-in page that is on screen. Nobody else signs in to it, or out of it.
 *
 * @param path where the app sends its owner afterwards
 */
export async function signUp(page: Page, api: AdminApi, path: string): Promise<Person> {
  const name = `Finn ${randomUUID().slice(0, 8)}`;
  const email = `${randomUUID()}@potluck.test`;
  const password = "a long enough secret";
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(path);
  const { users } = await api<{ users: { id: string }[] }>(
    "query ($name: String!) { users(where: { display_name: { _eq: $name } }) { id } }",
    { name },
  );
  return { id: users[0]?.id ?? "", name, email, password };
}
