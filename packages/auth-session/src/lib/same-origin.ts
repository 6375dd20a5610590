/** Why a request was not accepted as coming from our own pages. */
export type CrossSiteReason = "method" | "fetch-site" | "origin" | "header" | "content-type";

/** What {@link crossSiteReason} checks beyond the origin. */
export interface SameOriginRules {
  /** Origins of the app, exact. */
  origins: readonly string[];
  /** A header a plain form or image cannot send. Its presence is the check (Fetch: it forces a preflight across origins). */
  header?: string;
  /** Accept JSON bodies only (a plain form cannot send them). */
  json?: boolean;
  /** Demand an `Origin` header even where `Sec-Fetch-Site` says the request is our own. */
  exactOrigin?: boolean;
}

/**
 * The one place that decides whether a state-changing request comes from our own pages (OWASP, "CSRF prevention":
 * verify the origin with standard headers, plus a custom header).
 *
 * `Sec-Fetch-Site` cannot be set by scripts. `Origin` is `null` on forms of pages that send no referrer, so `null` counts
 * only together with `Sec-Fetch-Site: same-origin`. A request with neither header is refused.
 *
 * @param request The request.
 * @param rules What to check.
 * @returns Null when the request may pass, otherwise the first reason against it.
 */
export function crossSiteReason(request: Request, rules: SameOriginRules): CrossSiteReason | null {
  if (request.method !== "POST") return "method";
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return "fetch-site";
  const origin = request.headers.get("origin");
  if (origin === null || origin === "null") {
    if (rules.exactOrigin === true || site !== "same-origin") return "origin";
  } else if (!rules.origins.includes(origin)) {
    return "origin";
  }
  if (rules.header !== undefined && !request.headers.has(rules.header)) return "header";
  if (rules.json === true && !isJson(request.headers.get("content-type"))) return "content-type";
  return null;
}

function isJson(contentType: string | null): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
}
