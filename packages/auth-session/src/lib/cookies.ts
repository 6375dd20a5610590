/**
 * Values of a cookie in a `Cookie` header. There may be several: a browser sends one per path and domain.
 *
 * @param header The header, or null.
 * @param name Full name of the cookie.
 * @returns The values in the order sent, at most three.
 */
export function readCookies(header: string | null, name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of cookiePairs(header)) {
    if (key === name && values.length < 3) values.push(value);
  }
  return values;
}

/**
 * @param header A `Cookie` header, or null.
 * @param prefix Start of the names wanted.
 * @returns Names and values, in the order sent.
 */
export function cookiesWithPrefix(header: string | null, prefix: string): [name: string, value: string][] {
  return cookiePairs(header).filter(([name]) => name.startsWith(prefix));
}

function cookiePairs(header: string | null): [string, string][] {
  if (!header) return [];
  return header.split(";").flatMap((pair): [string, string][] => {
    const separator = pair.indexOf("=");
    return separator < 0 ? [] : [[pair.slice(0, separator).trim(), pair.slice(separator + 1).trim()]];
  });
}

/** Makes `Set-Cookie` values that share their attributes. */
export interface CookieWriter {
  /** @param maxAgeS Seconds the browser keeps it; 0 deletes it. */
  write(name: string, value: string, maxAgeS: number): string;
}

/**
 * @param secure Whether the app is reached over https.
 * @returns A writer of host-only, script-invisible cookies that cross-site subrequests don't carry (RFC 6265bis).
 */
export function createCookieWriter(secure: boolean): CookieWriter {
  return {
    write: (name, value, maxAgeS) =>
      `${name}=${value}; Path=/; Max-Age=${Math.max(0, Math.floor(maxAgeS))}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`,
  };
}
