/** A cache between people and the app, and how often it answered by itself. */
export interface SharedCache {
  (request: Request): Promise<Response>;
  hits(): number;
}

interface Stored {
  /** Request headers that the answer varies by, with the values it was made for. */
  vary: [name: string, value: string | null][];
  response: Response;
}

/** Statuses that a cache may keep although nobody said for how long (RFC 9110, section 15.1). */
const heuristic = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);

/**
 * A shared cache as RFC 9111 has it, as greedy as that allows: it keeps whatever no header forbids it to, for ever, and does
 * not take cookies for a reason not to.
 *
 * @param origin Answers what the cache cannot.
 * @returns The cache.
 */
export function createSharedCache(origin: (request: Request) => Promise<Response>): SharedCache {
  const stored = new Map<string, Stored[]>();
  let hits = 0;

  const cache = async (request: Request): Promise<Response> => {
    const known = (stored.get(request.url) ?? []).find(({ vary }) =>
      vary.every(([name, value]) => request.headers.get(name) === value),
    );
    if (known) {
      hits++;
      return known.response.clone();
    }
    const response = await origin(request);
    if (isStorable(response)) {
      const vary = names(response.headers.get("vary")).map((name): [string, string | null] => [
        name,
        request.headers.get(name),
      ]);
      stored.set(request.url, [...(stored.get(request.url) ?? []), { vary, response: response.clone() }]);
    }
    return response;
  };
  return Object.assign(cache, { hits: () => hits });
}

/** RFC 9111, section 3. */
function isStorable({ status, headers }: Response): boolean {
  const directives = names(headers.get("cache-control")).map((directive) => directive.split("=")[0]);
  if (directives.includes("no-store") || directives.includes("private")) return false;
  if (names(headers.get("vary")).includes("*")) return false;
  return ["public", "max-age", "s-maxage"].some((name) => directives.includes(name)) || heuristic.has(status);
}

function names(header: string | null): string[] {
  return (header ?? "")
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== "");
}
