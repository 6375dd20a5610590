import { request } from "@playwright/test";
import type { APIResponse, BrowserContext } from "@playwright/test";

import type { Person } from "./people.ts";
import type { SystemAddress } from "./system.ts";

/** The cookies of a browser. */
export type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;

/**
 * Signs somebody in to the app as a browser without scripts would, from the app through the provider's form and back: what
 * is to be seen on the way is for other specs to look at.
 *
 * @returns the cookies to give to a browser
 */
export async function sessionOf(system: SystemAddress, person: Person): Promise<Cookies> {
  const { web } = system.urls;
  const visitor = await request.newContext({ baseURL: web, maxRedirects: 0 });
  try {
    const authorize = locationOf(await visitor.get("/auth/login"));
    const callback = await signInAtProvider(system, person, authorize);
    await visitor.get(callback.href);
    const { cookies } = await visitor.storageState();
    return cookies.filter(({ domain }) => domain === new URL(web).hostname);
  } finally {
    await visitor.dispose();
  }
}

/**
 * Fills in the provider's forms without a browser.
 *
 * @param authorize address at the provider that the app redirects to
 * @returns the app's callback that the provider redirects back to; nobody has been there yet
 */
export async function signInAtProvider(
  { urls }: SystemAddress,
  { email, password }: Person,
  authorize: string,
): Promise<URL> {
  const provider = await request.newContext({ baseURL: urls.identity, maxRedirects: 0 });
  try {
    const form = locationOf(await provider.get(authorize));
    const formToken =
      /name="form_token" value="([^"]+)"/.exec(await (await provider.get(form)).text())?.[1] ?? "";
    let next = locationOf(
      await provider.post(form, { form: { form_token: formToken, intent: "sign-in", email, password } }),
    );
    while (!next.startsWith(`${urls.web}/`)) next = locationOf(await provider.get(next));
    return new URL(next);
  } finally {
    await provider.dispose();
  }
}

function locationOf(response: APIResponse): string {
  const location = response.headers()["location"];
  if (!location) throw new Error(`${response.url()} answered ${response.status()} and leads nowhere.`);
  return new URL(location, response.url()).href;
}
