import type { TestProvider } from "@potluck/auth-session/testing";

/** Tokens as a provider issues them at sign-in. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** For the libraries that keep it. */
  idToken?: string;
}

/** A signed-in browser's cookies for one app, by name. */
export type Jar = Map<string, string>;

/** One app with server-side sessions, built on one of the libraries that are compared. */
export interface SessionApp {
  readonly name: string;
  /** The cookies of somebody who has just signed in. */
  signedIn(tokens: Tokens, expiresInS: number): Promise<Jar>;
  /** A request for a page that needs an access token: renewed by the library when it has expired. */
  page(jar: Jar): Promise<Response>;
  /** @returns Whether a page was given to somebody signed in. */
  isSignedIn(response: Response): boolean;
  /** Signs out, the way the library documents it. */
  logout(jar: Jar): Promise<Response>;
}

/** Makes an app against a provider. */
export type CreateSessionApp = (provider: TestProvider) => Promise<SessionApp>;

/** Does to a jar what a browser does with a response. */
export function takeCookies(jar: Jar, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [pair = "", ...attributes] = cookie.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf("="));
    const isGone = attributes.some(
      (each) => /^max-age=0$/i.test(each) || /^expires=Thu, 01 Jan 1970/i.test(each),
    );
    if (isGone) jar.delete(name);
    else jar.set(name, pair.slice(name.length + 1));
  }
}

/** @returns The `Cookie` header. */
export function cookieHeader(jar: Jar): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}

/** @returns Bytes of the session's cookies in a `Cookie` header. */
export function cookieBytes(jar: Jar): number {
  return Buffer.byteLength(cookieHeader(jar));
}
