/** Decides which web origins may call this server from a browser. */
export interface CorsPolicy {
  allows(origin: string): boolean;
}

/**
 * Reads `HASURA_GRAPHQL_CORS_DOMAIN`.
 *
 * @param domains `*`, or origins separated by commas; `https://*.example.com` allows its direct subdomains.
 */
export function parseCorsDomains(domains: string): CorsPolicy {
  const patterns = domains.split(",").map((domain) => domain.trim().replace(/\/$/, ""));
  if (patterns.includes("*")) return { allows: () => true };
  const expressions = patterns.map(
    (pattern) => new RegExp(`^${pattern.split("*").map(escape).join("[^./:]+")}$`, "i"),
  );
  return { allows: (origin) => expressions.some((expression) => expression.test(origin)) };
}

/** Headers of every response to an allowed origin. */
export function corsHeaders(origin: string): Record<string, string> {
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "GET,POST,PUT,PATCH,DELETE,OPTIONS",
    vary: "Origin",
  };
}

/** Further headers of the answer to a preflight request. */
export function preflightHeaders(requestedHeaders: string): Record<string, string> {
  return { "access-control-max-age": "1728000", "access-control-allow-headers": requestedHeaders };
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
