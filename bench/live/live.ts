import { chromium } from "@playwright/test";
import { findChromium } from "@potluck/scripts/find-chromium";

import { installPeers } from "../lib/peers.ts";
import { showSpread, spreadOf, type Spread } from "../lib/spread.ts";
import { buildPage, CLIENTS, type ClientName } from "./build-pages.ts";
import { measurePage, type PageFigures } from "./measure-page.ts";

/** What {@link benchLive} found for one client and one size of the list. */
export interface LiveRow {
  client: ClientName;
  items: number;
  /** Part of the time in which the main thread had work, in percent. */
  mainThread: Spread;
  /** Ours by this one, of the same round. */
  ratio: Spread;
  /** Medians of the rounds, in milliseconds. */
  clickToPaint: Spread;
  /** Items that did not show what the API says in the end, over all rounds. */
  wrong: number;
}

const SIZES = [100, 1000];
const CHANGES_PER_SECOND = 50;
const CLICKS = 20;

/**
 * Measures in Chromium what a live list costs the page's main thread while somebody changes it 50 times a second, and how long a click
 * takes to be on screen meanwhile, beside Apollo Client, urql as it comes, and a hand-written page. Every change is a frame that holds
 * the whole list, as Hasura sends it.
 *
 * @param options `seconds`: length of one measurement; `rounds`: how many of each.
 */
export async function benchLive(options: { seconds: number; rounds: number }): Promise<LiveRow[]> {
  installPeers();
  const scripts = new Map<ClientName, string>();
  for (const name of CLIENTS) scripts.set(name, await buildPage(name));
  const browser = await chromium.launch({ executablePath: await findChromium() });
  const rows: LiveRow[] = [];
  try {
    for (const items of SIZES) {
      const found = new Map<ClientName, PageFigures[]>(CLIENTS.map((name) => [name, []]));
      for (let round = 0; round < options.rounds; round++) {
        // Each begins in turn, so that none always has the machine's best moment.
        for (const at of CLIENTS.keys()) {
          const name = CLIENTS[(at + round) % CLIENTS.length]!;
          console.error(`${items} items, round ${round + 1} of ${options.rounds}: ${name} …`);
          const load = {
            items,
            changesPerSecond: CHANGES_PER_SECOND,
            seconds: options.seconds,
            clicks: CLICKS,
          };
          found.get(name)!.push(await measurePage(browser, scripts.get(name)!, load));
        }
      }
      for (const client of CLIENTS) rows.push(rowOf(client, items, found));
    }
  } finally {
    await browser.close();
  }
  return rows;
}

function rowOf(client: ClientName, items: number, found: ReadonlyMap<ClientName, PageFigures[]>): LiveRow {
  const figures = found.get(client)!;
  const ours = found.get("potluck")!;
  return {
    client,
    items,
    mainThread: spreadOf(figures.map(({ mainThread }) => mainThread * 100)),
    ratio: spreadOf(figures.map(({ mainThread }, round) => ours[round]!.mainThread / mainThread)),
    clickToPaint: spreadOf(figures.map(({ clickToPaintMs }) => spreadOf(clickToPaintMs).median)),
    wrong: figures.reduce((sum, { wrong }) => sum + wrong, 0),
  };
}

/** @returns the result for people */
export function showLive(rows: readonly LiveRow[]): string {
  const head = `${CHANGES_PER_SECOND} changes a second     main thread %       ours / this       click to paint ms  wrong`;
  const lines = rows.map(({ client, items, mainThread, ratio, clickToPaint, wrong }) =>
    [
      `${client.padEnd(8)} ${String(items).padStart(5)} items   `,
      showSpread(mainThread, 1).padEnd(20),
      showSpread(ratio, 2).padEnd(18),
      showSpread(clickToPaint, 1).padEnd(19),
      wrong,
    ].join(""),
  );
  return [head, ...lines].join("\n");
}
