import { expect, test } from "./fixtures.ts";
import { askForTable, evening, tableOf } from "./support/booking.ts";
import { timeClicks } from "./support/click-to-paint.ts";

// The snapshots of a trace would be part of what is measured.
test.use({ trace: "off" });

const wishes = 25;

test(`the other browser shows ${wishes} tables confirmed as they are asked for`, async ({
  person,
  dinner,
}) => {
  const own = await dinner({ host: "ada", guests: { cleo: "viewer" } });
  const [ada, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([ada.goto(own.path), cleo.goto(own.path)]);
  const { section } = tableOf(ada);
  const stopwatch = await timeClicks(ada, cleo);
  for (let wish = 0; wish < wishes; wish++) {
    const partySize = 2 + (wish % 7);
    await section.getByRole("link", { name: wish === 0 ? "Choose a restaurant" : "Change" }).click();
    const isConfirmed = await cleo.evaluateHandle(
      (party) => () => {
        const table = document.querySelector("section[aria-labelledby=booking-heading]")?.textContent;
        return table !== undefined && table.includes(party) && table.includes("Confirmed");
      },
      `, for ${partySize}`,
    );
    await stopwatch.measure(isConfirmed, () =>
      askForTable(ada, { restaurant: "Casa Maíz", startsAt: evening(10), partySize }),
    );
    await expect(tableOf(ada).badge("Confirmed")).toBeVisible();
  }
  console.log(`booking: click to confirmed in the other browser, ${stopwatch.summary()}`);
});
