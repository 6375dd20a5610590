/** A browser reduced to what a sign-in needs: a cookie jar, redirects one at a time, forms. */
export interface TestBrowser {
  get(url: string | URL): Promise<Response>;
  /** Sends a form, and follows nothing. */
  post(url: string | URL, fields: Record<string, string>): Promise<Response>;
  /** Follows redirects while they stay on the origin of `url`; the first response that leaves it is returned. */
  visit(url: string | URL): Promise<Response>;
  /** Submits a form of the page with its hidden fields. */
  submit(
    page: { url: string; markup: string },
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  cookies(): string[];
}

interface Cookie {
  name: string;
  value: string;
  path: string;
}

export function createTestBrowser(): TestBrowser {
  const jar = new Map<string, Cookie>();

  const send = async (url: URL, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar.values()]
      .filter(({ path }) => url.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
    const headers = new Headers(init.headers);
    if (cookie) headers.set("cookie", cookie);
    headers.set("accept", "text/html");
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  };

  const visit = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    let at = new URL(url);
    let response = await send(at, init);
    for (let hops = 0; hops < 10; hops += 1) {
      const location = response.headers.get("location");
      const next = location === null ? undefined : new URL(location, at);
      if (next === undefined || next.origin !== at.origin) break;
      at = next;
      response = await send(at);
    }
    Object.defineProperty(response, "url", { value: at.href });
    return response;
  };

  return {
    get: (url) => send(new URL(url)),
    post: (url, fields) => send(new URL(url), { method: "POST", body: new URLSearchParams(fields) }),
    visit: (url) => visit(url),
    submit(page, fields, headers) {
      const action = /<form method="post" action="([^"]+)"/.exec(page.markup)?.[1] ?? "";
      const token = /name="form_token" value="([^"]+)"/.exec(page.markup)?.[1] ?? "";
      const origin = new URL(page.url).origin;
      return visit(new URL(action.replaceAll("&amp;", "&"), page.url), {
        method: "POST",
        headers: { origin, ...headers },
        body: new URLSearchParams({ form_token: token, ...fields }),
      });
    },
    cookies: () => [...jar.keys()],
  };
}

function keep(jar: Map<string, Cookie>, line: string): void {
  const [pair = "", ...attributes] = line.split(/;\s*/);
  const at = pair.indexOf("=");
  const name = pair.slice(0, at);
  const value = pair.slice(at + 1);
  const path = attributes.find((text) => /^path=/i.test(text))?.slice(5) ?? "/";
  if (value === "") jar.delete(`${name}${path}`);
  else jar.set(`${name}${path}`, { name, value, path });
}
