/** The cookies of one person, by origin, as a browser would keep them. */
type Jar = Map<string, Map<string, string>>;

/**
 * Signs a demo person in through the real pages, without a browser.
 *
 * @param web Origin of the app.
 * @param email Whom to sign in.
 * @returns The value of a Cookie header for the app.
 * @throws {Error} When the pages are not the expected ones.
 */
export async function signIn(web: string, email: string): Promise<string> {
  const jar: Jar = new Map();
  let page = await follow(jar, `${web}/auth/login?returnTo=/dinners`);
  const html = await page.text();
  const form = /<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?name="password"[\s\S]*?)<\/form>/.exec(html);
  if (!form) throw new Error(`No sign-in form at ${page.url}.`);
  const body = new URLSearchParams({ email, password: "potluck" });
  for (const [input] of (form[2] ?? "").matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(input)?.[1];
    if (name) body.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? "");
  }
  page = await follow(jar, new URL((form[1] ?? "").replaceAll("&amp;", "&"), page.url).href, body);
  if (!page.url.startsWith(web))
    throw new Error(`The sign-in ended at ${page.url}: ${(await page.text()).slice(0, 300)}`);
  return cookieHeader(jar, web);
}

async function follow(jar: Jar, start: string, form?: URLSearchParams): Promise<Response> {
  let url = start;
  let body = form;
  for (let step = 0; step < 12; step++) {
    const { origin } = new URL(url);
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      headers: { cookie: cookieHeader(jar, origin), ...(body ? { origin } : {}) },
      redirect: "manual",
      body,
    });
    const cookies = jar.get(origin) ?? new Map<string, string>();
    jar.set(origin, cookies);
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      const isGone = /;\s*max-age=0/i.test(cookie) || /;\s*expires=Thu, 01 Jan 1970/i.test(cookie);
      if (isGone) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get("location");
    if (!location) return response;
    url = new URL(location, url).href;
    body = undefined;
  }
  throw new Error("The sign-in goes round in circles.");
}

function cookieHeader(jar: Jar, origin: string): string {
  return [...(jar.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
}
