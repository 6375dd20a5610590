import { expect, test as base } from "@playwright/test";
import type { BrowserContext, Page } from "@playwright/test";

import type { ApiAccess } from "./support/api-access.ts";
import { createAdminApi } from "./support/admin-api.ts";
import type { AdminApi } from "./support/admin-api.ts";
import { createDinner } from "./support/dinners.ts";
import type { Dinner, DinnerSeed } from "./support/dinners.ts";
import { createPageGuard } from "./support/page-guard.ts";
import type { PageGuard } from "./support/page-guard.ts";
import { people } from "./support/people.ts";
import type { PersonName } from "./support/people.ts";
import { sessionOf } from "./support/sign-in.ts";
import type { Cookies } from "./support/sign-in.ts";
import { reportedErrors, sharedSystem } from "./support/system.ts";
import type { SystemAddress } from "./support/system.ts";

interface WorkerFixtures {
  /** How browsers reach the API in this run of the spec; the projects differ in it. */
  apiAccess: ApiAccess;
  /** Where the system runs. */
  system: SystemAddress;
  /** The API past all permissions. */
  api: AdminApi;
  /** Cookies of the demo people, each signed in once per worker. */
  signedIn: (name: PersonName) => Promise<Cookies>;
}

interface TestFixtures {
  /** Fails the test for whatever its pages report and it doesn't expect. */
  guard: PageGuard;
  /** A page in a browser of its own, signed in to nothing. */
  stranger: () => Promise<Page>;
  /** A page in a browser of its own, signed in as one of the demo people. It has not gone anywhere yet. */
  person: (name: PersonName) => Promise<Page>;
  /** Makes a dinner of the test's own. */
  dinner: (seed: DinnerSeed) => Promise<Dinner>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  apiAccess: ["gateway", { option: true, scope: "worker" }],
  system: [
    async ({ apiAccess }, use) => use(await sharedSystem(apiAccess)),
    { scope: "worker", timeout: 120_000 },
  ],
  api: [({ system }, use) => use(createAdminApi(system)), { scope: "worker" }],
  baseURL: ({ system }, use) => use(system.urls.web),

  signedIn: [
    async ({ system }, use) => {
      const sessions = new Map<PersonName, Promise<Cookies>>();
      await use((name) => {
        const known = sessions.get(name) ?? sessionOf(system, people[name]);
        sessions.set(name, known);
        return known;
      });
    },
    { scope: "worker" },
  ],

  guard: [
    async ({ apiAccess }, use) => {
      const guard = createPageGuard();
      await use(guard);
      const verdict = guard.verdict();
      const errors = verdict.some((report) => report.startsWith("answer"))
        ? await reportedErrors(apiAccess)
        : "";
      expect(verdict, `what the pages reported${errors && `; the server: ${errors}`}`).toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, guard }, use) => {
    guard.watch(context);
    await use(context);
  },

  stranger: async ({ browser, guard }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      contexts.push(context);
      guard.watch(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  person: async ({ browser, guard, signedIn }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name) => {
      const cookies = await signedIn(name);
      const context = await browser.newContext();
      await context.addCookies(cookies);
      contexts.push(context);
      guard.watch(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  dinner: ({ api }, use) => use((seed) => createDinner(api, seed)),
});

export { expect };
