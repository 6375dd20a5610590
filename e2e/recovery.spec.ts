import { startSystem } from "@potluck/testing";
import type { System } from "@potluck/testing";

import { expect, test as base } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";

/** These tests kill services: they have a system of their own. */
const test = base.extend<object, { ownSystem: System }>({
  ownSystem: [
    async ({ apiAccess }, use) => {
      const system = await startSystem({ apiAccess });
      await use(system);
      await system.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  system: [({ ownSystem }, use) => use(ownSystem), { scope: "worker" }],
});

test.describe.configure({ mode: "serial" });

for (const part of ["hasura", "web"] as const) {
  test(`a page survives the end of ${part} and is live again when it is back`, async ({
    person,
    dinner,
    api,
    guard,
    ownSystem,
    apiAccess,
  }) => {
    const own = await dinner({ host: "ada", guests: { ben: "editor" }, items: ["Embers"] });
    const [ada, ben] = await Promise.all([person("ada"), person("ben")]);
    await Promise.all([ada.goto(own.path), ben.goto(own.path)]);
    const [adas, bens] = [checklistOf(ada), checklistOf(ben)];
    await adas.add("Before");
    await expect(bens.row("Before")).toBeVisible();

    // The browser itself writes about every connection that fails.
    guard.allow(
      /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|status of 50\d|answer 50\d: .*\/graphql/,
    );
    guard.allow(/WebSocket connection to .* failed/);
    await ownSystem.kill(part);
    await adas.add("Kept");
    if (apiAccess === "direct" && part === "web") {
      // The page has its token and talks to the API itself: it doesn't notice.
      await expect(bens.row("Kept")).toBeVisible();
      await bens.tick("Kept").click();
      await expect(adas.tick("Kept")).toBeChecked();
      await ownSystem.restart(part);
      await ada.reload();
      await expect(adas.tick("Kept")).toBeChecked();
      return;
    }
    await expect(ada.getByText(/1 change is kept here/)).toBeVisible();
    await expect(adas.row("Kept")).toBeVisible();
    await expect(adas.row("Before")).toBeVisible();

    await ownSystem.restart(part);
    await api(
      `mutation ($id: uuid!) { update_items_by_pk(pk_columns: { id: $id }, _set: { done: true }) { id } }`,
      {
        id: own.items[0]?.id,
      },
    );
    await expect(adas.tick("Embers")).toBeChecked({ timeout: 20_000 });
    await expect(bens.tick("Embers")).toBeChecked({ timeout: 20_000 });
    await expect(bens.row("Kept")).toHaveCount(1, { timeout: 45_000 });
    await bens.tick("Kept").click();
    await expect(adas.tick("Kept")).toBeChecked();
    await expect(ada.getByText(/Reconnecting/)).toBeHidden();
  });
}
