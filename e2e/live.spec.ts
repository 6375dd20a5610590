import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";
import { timeClicks } from "./support/click-to-paint.ts";

// The snapshots of a trace would be part of what is measured.
test.use({ trace: "off" });

const edits = 100;

test(`the other browser shows ${edits} edits as they are made`, async ({ person, dinner }) => {
  const own = await dinner({
    host: "ada",
    guests: { ben: "editor" },
    items: Array.from({ length: 10 }, (_, index) => `Course ${index}`),
  });
  const [ada, ben] = await Promise.all([person("ada"), person("ben")]);
  await Promise.all([ada.goto(own.path), ben.goto(own.path)]);
  const adas = checklistOf(ada);
  await expect(ada.getByRole("button", { name: "Add", exact: true })).toBeEnabled();
  // Both are live before the clock starts.
  await adas.add("Warm-up");
  await expect(checklistOf(ben).row("Warm-up")).toBeVisible();

  const stopwatch = await timeClicks(ada, ben);
  for (let edit = 0; edit < edits; edit++) {
    const item = own.items[edit % own.items.length]!;
    const isDone = Math.floor(edit / own.items.length) % 2 === 0;
    const isTicked = await ben.evaluateHandle(
      ([id, done]) =>
        () =>
          document.querySelector<HTMLInputElement>(`[data-item="${id}"] input[type=checkbox]`)?.checked ===
          done,
      [item.id, isDone] as const,
    );
    await stopwatch.measure(isTicked, () => adas.tick(item.title).click());
  }
  console.log(`live: click to paint in the other browser, ${stopwatch.summary()}`);
  for (const { title } of own.items) await expect(checklistOf(ben).tick(title)).not.toBeChecked();
});
