import { setTimeout as delay } from "node:timers/promises";

import type { TestProvider } from "@potluck/auth-session/testing";

import { takeCookies, type Jar, type SessionApp } from "./app.ts";

/** An app in front of a provider of its own. */
export interface Setting {
  app: SessionApp;
  provider: TestProvider;
}

const SOME_TIME_AGO_S = -60;

async function expired({ app, provider }: Setting): Promise<Jar> {
  return app.signedIn(await provider.issue(), SOME_TIME_AGO_S);
}

/**
 * A page whose token has expired asks for 100 things at once.
 *
 * @returns How often the provider was asked, how many of the answers were for somebody signed in, and whether the browser
 *   still is, with the cookies in the order in which they came.
 */
export async function parallelRequests(
  setting: Setting,
  count = 100,
): Promise<{ exchanges: number; signedIn: number; isAliveAfterwards: boolean }> {
  const { app, provider } = setting;
  const jar = await expired(setting);
  const sent = new Map(jar);
  const responses = await Promise.all(
    Array.from({ length: count }, async () => {
      const response = await app.page(sent);
      takeCookies(jar, response);
      return response;
    }),
  );
  return {
    exchanges: provider.hits.refresh,
    signedIn: responses.filter((response) => app.isSignedIn(response)).length,
    isAliveAfterwards: app.isSignedIn(await app.page(jar)),
  };
}

/**
 * The answer that carried the new cookie never arrives; the person comes back with the old one after the overlap is over.
 *
 * @returns How many of the sessions ended in a sign-in.
 */
export async function lostAnswers(setting: Setting, overlapMs: number, count = 50): Promise<number> {
  const { app } = setting;
  const jars = await Promise.all(Array.from({ length: count }, () => expired(setting)));
  await Promise.all(jars.map((jar) => app.page(jar)));
  await delay(overlapMs + 300);
  const responses = await Promise.all(jars.map((jar) => app.page(jar)));
  return responses.filter((response) => !app.isSignedIn(response)).length;
}

/**
 * Somebody signs out while five requests of the same page are renewing the token; their answers arrive after the sign-out's.
 *
 * @returns How many of the sessions are alive afterwards.
 */
export async function logoutUnderLoad(setting: Setting, count = 200): Promise<number> {
  const { app } = setting;
  let resurrected = 0;
  for (let start = 0; start < count; start += 20) {
    const alive = await Promise.all(
      Array.from({ length: Math.min(20, count - start) }, async () => {
        const jar = await expired(setting);
        const sent = new Map(jar);
        const renewing = Array.from({ length: 5 }, () =>
          app.page(sent).then((late) => takeCookies(jar, late)),
        );
        await delay(10);
        takeCookies(jar, await app.logout(sent));
        await Promise.all(renewing);
        return app.isSignedIn(await app.page(jar));
      }),
    );
    resurrected += alive.filter(Boolean).length;
  }
  return resurrected;
}
