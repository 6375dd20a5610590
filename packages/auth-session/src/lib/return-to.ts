const MAX_CHARS = 512;
/** Only used to resolve relative references; `.invalid` never resolves (RFC 2606). */
const BASE = "https://app.invalid";

/**
 * Makes a path of our own origin out of whatever a URL or form said to return to.
 *
 * @param value The text given, if any.
 * @param fallback Where to go instead.
 * @param forbidden Paths that would start over (sign-in endpoints).
 * @returns A path with query and fragment that starts with exactly one slash and stays on the origin; `fallback` otherwise.
 */
export function safeReturnTo(
  value: string | null | undefined,
  fallback: string,
  forbidden: readonly string[] = [],
): string {
  if (!value || value.length > MAX_CHARS || !staysHere(value)) return fallback;
  const url = new URL(value, BASE);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // Resolving dot segments can create what was checked above: "/.//evil.example" becomes "//evil.example".
  if (url.origin !== BASE || path.length > MAX_CHARS || !staysHere(path)) return fallback;
  return forbidden.includes(url.pathname) ? fallback : path;
}

function staysHere(value: string): boolean {
  if (!isLocalPath(value)) return false;
  // A proxy in front may decode the path once before it redirects: what hides behind escapes must be harmless too.
  let path = value.split(/[?#]/, 1)[0] ?? "";
  for (let round = 0; round < 3; round++) {
    let decoded: string;
    try {
      decoded = decodeURIComponent(path);
    } catch {
      return false;
    }
    if (!isLocalPath(decoded)) return false;
    if (decoded === path) return true;
    path = decoded;
  }
  return false;
}

function isLocalPath(value: string): boolean {
  // Browsers drop tabs and line breaks and take a backslash for a slash (WHATWG URL, "basic URL parser").
  return (
    /^\/(?![/\\])/.test(value) && !/[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value) && URL.canParse(value, BASE)
  );
}
