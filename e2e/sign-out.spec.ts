import { expect, test } from "./fixtures.ts";
import { people, signIn } from "./support/people.ts";
import { socketAccess } from "./support/page-access.ts";
import { holdSocket } from "./support/raw-api.ts";

test("signing out ends the session here, in the other tab and at the provider", async ({
  stranger,
  dinner,
  system,
  apiAccess,
  guard,
}) => {
  const { path, title } = await dinner({ host: "dan", items: ["Truffle butter"] });
  const page = await stranger();
  await signIn(page, people.dan, path);
  const cookies = await page.context().cookies();
  const other = await page.context().newPage();
  await other.goto(path);
  await expect(other.getByRole("heading", { level: 1, name: title })).toBeVisible();
  // A page that doesn't know of sessions shows what the server does to an open socket.
  const plain = await page.context().newPage();
  await plain.goto("/");
  const socket = await holdSocket(plain, await socketAccess(plain, system, apiAccess));

  await page.getByRole("link", { name: "Account of Dan Ibarra" }).click();
  guard.allow(/status of 401 .*\/graphql/); // that the dinner's page was left may be told too late
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("/");

  // The other tab leaves by itself.
  await expect(other).toHaveURL(/\/sign-in/, { timeout: 5_000 });
  // The gateway ends what is open. A socket straight to the API is nobody's to close: it ends with its token.
  if (apiAccess === "gateway") expect(await socket.evaluate(({ closed }) => closed)).toBe(4403);
  else expect(await socket.evaluate(({ isOpen }) => isOpen())).toBe(true);

  for (const address of [path, "/dinners", "/account"]) {
    await page.goto(address);
    await expect(page).toHaveURL(/\/sign-in/);
  }
  const refused = await page.request.post(apiAccess === "gateway" ? "/graphql" : "/auth/token", {
    headers: { origin: system.urls.web, "x-session-renewal": "1" },
    data: { query: "{ dinners { id } }" },
  });
  expect(refused.status()).toBe(401);

  // A copy of the cookie that a response under way might put back is worthless in this browser.
  await page.context().addCookies(cookies.filter(({ name }) => name === "potluck"));
  await page.goto("/dinners");
  await expect(page).toHaveURL(/\/sign-in/);

  // The provider asks for the password again.
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expect(page.getByLabel("Password")).toBeVisible();
  expect(new URL(page.url()).origin).toBe(system.urls.identity);
});

test("the way back shows nothing of somebody who has signed out", async ({ stranger, dinner }) => {
  const { path, title } = await dinner({ host: "dan", items: ["Truffle butter"] });
  const page = await stranger();
  await signIn(page, people.dan, path);
  await expect(page.getByText("Truffle butter")).toBeVisible();
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("/");
  for (const step of ["first", "second"]) {
    await page.goBack();
    await expect(page.getByRole("heading", { name: "Come in, sit down" }), step).toBeVisible();
    const html = await page.content();
    for (const secret of [title, "Truffle butter", "Dan Ibarra"]) expect(html).not.toContain(secret);
  }
});

test("a tab on a page without live data leaves too", async ({ stranger }) => {
  const page = await stranger();
  await signIn(page, people.dan);
  const other = await page.context().newPage();
  await other.goto("/account");
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("/");
  await expect(other).toHaveURL(/\/sign-in/, { timeout: 5_000 });
});

test("somebody else who signs in on the same computer sees nothing of the person before", async ({
  stranger,
  dinner,
}) => {
  const { title } = await dinner({ host: "dan" });
  const page = await stranger();
  await signIn(page, people.dan);
  await expect(page.getByText(title)).toBeVisible();
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("/");
  await signIn(page, people.cleo);
  await expect(page.getByRole("link", { name: "Account of Cleo Marsh" })).toBeVisible();
  await expect(page.getByText(title)).toHaveCount(0);
});
