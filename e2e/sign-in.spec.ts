import { randomUUID } from "node:crypto";

import { expect, test } from "./fixtures.ts";
import { people, submitCredentials } from "./support/people.ts";

test.describe("pages that are the same for everybody", () => {
  for (const path of ["/", "/sign-in", "/next"]) {
    test(`${path} is cacheable, and read without a session`, async ({ person, request }) => {
      const signedIn = (await person("ada")).request;
      const [forNobody, forAda] = await Promise.all([request.get(path), signedIn.get(path)]);
      for (const response of [forNobody, forAda]) {
        expect(response.status()).toBe(200);
        expect(response.headers()["cache-control"]).toMatch(/^public\b/);
        expect(response.headers()).not.toHaveProperty("set-cookie");
        expect(response.headers()["vary"] ?? "").not.toMatch(/cookie/i);
      }
      expect(await forAda.text()).toBe(await forNobody.text());
      expect(forAda.headers()["content-security-policy"]).toBe(
        forNobody.headers()["content-security-policy"],
      );
    });
  }
});

test("a protected page leads through the provider's sign-in and back to the page asked for", async ({
  stranger,
  dinner,
  guard,
  system,
}) => {
  const { path, title } = await dinner({ host: "ada", items: ["Saffron rice"] });
  const page = await stranger();
  await page.goto(path);
  await expect(page).toHaveURL(`/sign-in?${new URLSearchParams({ returnTo: path }).toString()}`);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  expect(new URL(page.url()).origin).toBe(system.urls.identity);

  guard.expect(/status of 400/);
  await submitCredentials(page, people.ada.email, "not her password");
  await expect(page.getByRole("alert")).toContainText("Wrong e-mail or password");
  expect(new URL(page.url()).origin).toBe(system.urls.identity);

  await submitCredentials(page, people.ada.email, people.ada.password);
  await expect(page).toHaveURL(path);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "Saffron rice" })).toBeVisible();
});

test("a new person signs up and starts with an empty table", async ({ stranger }) => {
  const page = await stranger();
  const name = `Edda ${randomUUID().slice(0, 6)}`;
  await page.goto("/");
  await page.getByRole("link", { name: "Plan a dinner" }).first().click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(`${randomUUID()}@potluck.test`);
  await page.getByLabel("Password").fill("a long enough secret");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL("/dinners");
  await expect(page.getByText("The table is free")).toBeVisible();
  await expect(page.getByRole("link", { name: `Account of ${name}` })).toBeVisible();
});

test("the page arrives with the person's data in it, and without anybody's secrets", async ({
  person,
  dinner,
  system,
}) => {
  const seed = {
    host: "ada",
    guests: { ben: "editor" },
    items: ["Beetroot, pickled", { title: "Plum schnapps" }],
  } as const;
  const { path, title } = await dinner(seed);
  const page = await person("ada");
  const cookies = await page.context().cookies();
  for (const address of [path, `${path}.data`]) {
    const response = await page.request.get(address);
    const text = await response.text();
    expect(response.status()).toBe(200);
    for (const part of [title, "Beetroot, pickled", "Plum schnapps", "Ada Fern", "Ben Osei"])
      expect(text).toContain(part);
    expect(text, "a JSON web token").not.toMatch(/eyJ[\w-]{10,}/);
    for (const [name, secret] of Object.entries(system.secrets)) expect(text, name).not.toContain(secret);
    for (const cookie of cookies.filter(({ httpOnly }) => httpOnly))
      expect(text, cookie.name).not.toContain(cookie.value);
  }
});

test("a sign-in that did not happen says why, and offers to start again", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/auth/callback?code=made-up&state=made-up");
  await expect(page).toHaveURL("/sign-in?error=expired");
  await expect(page.getByRole("alert")).toContainText("That took too long");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await submitCredentials(page, people.dan.email, people.dan.password);
  await expect(page).toHaveURL("/dinners");
});

test("an address of another site to return to is ignored", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/sign-in?returnTo=https%3A%2F%2Fevil.example%2F");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await submitCredentials(page, people.dan.email, people.dan.password);
  await expect(page).toHaveURL("/dinners");
});
