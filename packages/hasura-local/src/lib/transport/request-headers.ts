import type { IncomingHttpHeaders } from "node:http";
import type { RequestHeaders } from "../engine.ts";

/**
 * A view on node's headers in the form `fetch` has, without the cost of building `Headers` for every request.
 *
 * @param headers names in lower case, as node gives them.
 */
export function toRequestHeaders(headers: IncomingHttpHeaders): RequestHeaders {
  const text = (value: string | string[] | undefined): string | null =>
    Array.isArray(value) ? value.join(", ") : (value ?? null);
  return {
    get: (name) => text(headers[name.toLowerCase()]),
    forEach: (visit) => {
      for (const [name, value] of Object.entries(headers)) {
        const all = text(value);
        if (all !== null) visit(all, name);
      }
    },
  };
}

/** Headers of `connection_init`'s payload go before those of the upgrade request, as in Hasura. */
export function mergeRequestHeaders(upgrade: RequestHeaders, sent: unknown): RequestHeaders {
  const own = new Map<string, string>();
  if (typeof sent === "object" && sent !== null) {
    for (const [name, value] of Object.entries(sent)) {
      if (typeof value === "string") own.set(name.toLowerCase(), value);
    }
  }
  return {
    get: (name) => own.get(name.toLowerCase()) ?? upgrade.get(name),
    forEach: (visit) => {
      for (const [name, value] of own) visit(value, name);
      upgrade.forEach((value, name) => {
        if (!own.has(name)) visit(value, name);
      });
    },
  };
}
