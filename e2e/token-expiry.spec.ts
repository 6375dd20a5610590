import { startSystem } from "@potluck/testing";
import type { System } from "@potluck/testing";
import type { JSHandle, Page, Request, Response } from "@playwright/test";

import { expect, test as base } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";

/** Lifetime of access tokens, in seconds: a session is renewed in the last third of it. */
const accessTokenTtl = 15;
const renewals = 3;
const editsPerRenewal = 6;

/** Tokens that expire soon take a system of their own. */
const test = base.extend<object, { ownSystem: System }>({
  ownSystem: [
    async ({ apiAccess }, use) => {
      const system = await startSystem({ accessTokenTtl, apiAccess });
      await use(system);
      await system.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  system: [({ ownSystem }, use) => use(ownSystem), { scope: "worker" }],
});

/** Whether a page asks for a new token, or is answered: the gateway's, or its own. */
const isRenewal = (message: Request | Response): boolean =>
  /^\/auth\/(renew|token)$/.test(new URL(message.url()).pathname);

/** What a page's websockets went through, in order. */
function watchSockets(page: Page): string[] {
  const events: string[] = [];
  page.on("websocket", (socket) => {
    events.push("opened");
    socket.on("close", () => events.push("closed"));
    socket.on("socketerror", (error) => events.push(error));
  });
  return events;
}

/** Why sockets closed, for whoever reads that one did: told by the page, since the browser's protocol leaves it out. */
async function noteCloses(page: Page): Promise<() => Promise<string>> {
  await page.addInitScript(() => {
    const closes: string[] = [];
    class NotedSocket extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        this.addEventListener("close", ({ code, reason }) => void closes.push(`${code} ${reason}`));
      }
    }
    Object.assign(globalThis, { WebSocket: NotedSocket, closes });
  });
  return () =>
    page.evaluate(() => `closed with: ${(globalThis as { closes?: string[] }).closes?.join(", ")}`);
}

/** Every visit to a sign-in: the app's own page, its way out to the provider, and the provider itself. */
function watchSignIns(page: Page, identity: string): string[] {
  const visits: string[] = [];
  page.context().on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === identity || pathname === "/sign-in" || pathname === "/auth/login")
      visits.push(request.url());
  });
  return visits;
}

/** Notes the id of each line of the checklist whenever it appears: a second time too, should it have been gone. */
function noteAppearances(page: Page): Promise<JSHandle<string[]>> {
  return page.evaluateHandle(() => {
    const appeared: string[] = [];
    const present = (): Set<string> =>
      new Set(
        Array.from(document.querySelectorAll<HTMLElement>("[data-item]"), (row) => row.dataset["item"] ?? ""),
      );
    let before = present();
    new MutationObserver(() => {
      const now = present();
      for (const id of now) if (!before.has(id)) appeared.push(id);
      before = now;
    }).observe(document.body, { subtree: true, childList: true });
    return appeared;
  });
}

test(`a page stays live while its token expires, over ${renewals} renewals`, async ({
  person,
  dinner,
  ownSystem,
  apiAccess,
}) => {
  const own = await dinner({ host: "ada", guests: { ben: "editor" }, items: ["Bread"] });
  const [ada, ben] = await Promise.all([person("ada"), person("ben")]);
  const sockets = watchSockets(ada);
  const closes = await noteCloses(ada);
  const signIns = watchSignIns(ada, ownSystem.urls.identity);
  await Promise.all([ada.goto(own.path), ben.goto(own.path)]);
  const [adas, bens] = [checklistOf(ada), checklistOf(ben)];
  await bens.add("Before");
  await expect(adas.row("Before")).toBeVisible();

  const appeared = await noteAppearances(ada);
  const edits: string[] = [];
  const answers: { now: number; expiresAt: number }[] = [];
  for (let renewal = 1; renewal <= renewals; renewal++) {
    const answer = ada.waitForResponse(isRenewal);
    await ada.waitForRequest(isRenewal);
    // The gateway changes its own socket while these are made; where there is none, the page does.
    for (let edit = 1; edit <= editsPerRenewal; edit++) {
      const title = `Dish ${renewal}.${edit}`;
      await bens.add(title);
      edits.push(title);
    }
    const renewed = await answer;
    expect(renewed.status()).toBe(200);
    answers.push((await renewed.json()) as { now: number; expiresAt: number });
    for (const title of edits) await expect(adas.row(title)).toHaveCount(1);
  }
  // The first token, and all but the newest that followed it, have expired by now.
  expect(answers.at(-1)?.now).toBeGreaterThan(answers.at(-3)?.expiresAt ?? Infinity);

  const seen = await appeared.jsonValue();
  expect(seen, "every edit appeared").toHaveLength(edits.length);
  expect(new Set(seen).size, "and none of them twice").toBe(edits.length);
  expect((await adas.titles()).filter((title) => title.startsWith("Dish "))).toEqual(edits);
  if (apiAccess === "gateway") expect(sockets, await closes()).toEqual(["opened"]);
  else {
    // Each new socket is there before the old one goes, and nothing failed.
    expect(sockets.filter((event) => event === "opened").length).toBeGreaterThan(renewals);
    expect(new Set(sockets)).toEqual(new Set(["opened", "closed"]));
    let open = 0;
    const counts = sockets.map((event) => (open += event === "opened" ? 1 : -1));
    expect(Math.min(...counts)).toBe(1);
  }
  await expect(ada.getByText(/Reconnecting/)).toBeHidden();

  await ada.goto("/dinners");
  await ada.getByRole("link", { name: own.title }).click();
  await expect(adas.row("Before")).toBeVisible();
  await ada.reload();
  await expect(adas.row(edits.at(-1) ?? "")).toBeVisible();
  expect(signIns, "visits to a sign-in").toEqual([]);
});
