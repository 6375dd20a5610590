import type { WebSocketRoute } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";
import { watchGraphql } from "./support/graphql-traffic.ts";
import { isGraphql } from "./support/page-access.ts";

test("a page lives on where websockets are blocked, and takes a socket when it can have one", async ({
  person,
  dinner,
}) => {
  const own = await dinner({ host: "ada", guests: { ben: "editor" }, items: ["Bread"] });
  const [ada, ben] = await Promise.all([person("ada"), person("ben")]);
  let isBlocked = true;
  let refused = 0;
  await ada.routeWebSocket(
    (url) => isGraphql(url.href),
    async (socket: WebSocketRoute) => {
      if (!isBlocked) return void socket.connectToServer();
      refused++;
      await socket.close({ code: 3000 });
    },
  );
  const traffic = watchGraphql(ada);
  const queries = () => traffic.requests().filter(({ kind }) => kind === "query").length;
  await Promise.all([ada.goto(own.path), ben.goto(own.path)]);
  const [adas, bens] = [checklistOf(ada), checklistOf(ben)];

  await bens.add("Wine");
  await expect(adas.row("Wine")).toBeVisible();
  await adas.add("Olives");
  await expect(bens.row("Olives")).toBeVisible();
  await bens.tick("Bread").click();
  await expect(adas.tick("Bread")).toBeChecked();
  await expect(ada.getByText(/Reconnecting/)).toBeHidden();
  expect(refused).toBeGreaterThanOrEqual(3);

  isBlocked = false;
  // What the browser says when it comes into another network.
  await ada.evaluate(() => void window.dispatchEvent(new Event("online")));
  await bens.add("Salad");
  await expect(adas.row("Salad")).toBeVisible();
  // Over a socket, nothing is asked any more.
  await expect
    .poll(
      async () => {
        const before = queries();
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        return queries() - before;
      },
      { timeout: 30_000 },
    )
    .toBe(0);
  await bens.tick("Salad").click();
  await expect(adas.tick("Salad")).toBeChecked();
});
