import type { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import { reservation, type Reservation } from "./reservation.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** What is wished for a booking; the sequence grows with every wish. */
export interface Wish {
  clientReference: string;
  sequence: number;
  /** Slug. */
  restaurant: string;
  /** In ISO 8601. */
  startsAt: string;
  partySize: number;
}

/** How a call to the partner ends. It never throws. */
export type PartnerAnswer =
  /** The state of the reservation, which can be `pending`. */
  | { kind: "known"; reservation: Reservation }
  /** Nothing is known under this reference. */
  | { kind: "unknown" }
  /** A later wish is known, or the same one in other words. */
  | { kind: "superseded" }
  /** The wish can never be fulfilled as it is. */
  | { kind: "refused"; detail: string }
  /** Nobody knows whether the partner did it; asking again is safe. */
  | { kind: "unavailable"; detail: string; retryAfterSeconds?: number }
  /** The partner does not let us in, which somebody has to set right on our side. */
  | { kind: "locked-out"; detail: string };

/** The booking partner's API. */
export interface BookingPartner {
  /** Asks for a table, instead of the one that an earlier wish asked for. */
  ask(wish: Wish): Promise<PartnerAnswer>;
  /** Gives the table back, and makes wishes that are still on their way void. */
  cancel(wish: Pick<Wish, "clientReference" | "sequence">): Promise<PartnerAnswer>;
  /** Asks for nothing but the state. */
  look(clientReference: string): Promise<PartnerAnswer>;
}

/** Where the partner is and how to be let in. */
export interface BookingPartnerOptions {
  endpoint: URL;
  apiKey: Secret;
  /** Milliseconds until an attempt counts as failed; less than a trigger waits for its function. */
  timeoutMs?: number;
}

const problem = z.object({ code: z.string(), message: z.string() });

/** @see apps/booking-partner/openapi.yaml */
export function createBookingPartner(options: BookingPartnerOptions): BookingPartner {
  const { endpoint, apiKey, timeoutMs = 8000 } = options;
  const base = endpoint.href.endsWith("/") ? endpoint.href : `${endpoint.href}/`;

  async function call(
    method: "PUT" | "GET" | "DELETE",
    clientReference: string,
    key?: string,
    more: { query?: string; body?: unknown } = {},
  ): Promise<PartnerAnswer> {
    const url = new URL(`v1/reservations/${encodeURIComponent(clientReference)}${more.query ?? ""}`, base);
    try {
      const request: RequestInit = {
        method,
        headers: {
          authorization: `Bearer ${apiKey.reveal()}`,
          ...(key !== undefined && { "idempotency-key": key }),
          ...(more.body !== undefined && { "content-type": "application/json" }),
        },
        body: more.body === undefined ? undefined : JSON.stringify(more.body),
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      };
      const response = await fetch(url, request);
      return toAnswer(response, await response.text(), method);
    } catch (error) {
      // Also when the connection broke after the request was sent: it may have been carried out.
      return { kind: "unavailable", detail: describe(error) };
    }
  }

  return {
    ask: ({ clientReference, ...wish }) =>
      call("PUT", clientReference, `${clientReference}:${wish.sequence}`, { body: wish }),
    cancel: ({ clientReference, sequence }) =>
      call("DELETE", clientReference, `${clientReference}:${sequence}`, { query: `?sequence=${sequence}` }),
    look: (clientReference) => call("GET", clientReference),
  };
}

function toAnswer(response: Response, text: string, method: string): PartnerAnswer {
  const { status } = response;
  const body = parseJson(text);
  if (response.ok) {
    const known = reservation.safeParse(body);
    if (known.success) return { kind: "known", reservation: known.data };
    return { kind: "unavailable", detail: `${method} was answered ${status} with something else` };
  }
  const said = problem.safeParse(body).data;
  const detail = `${method} was answered ${status}${said ? ` ${said.code}` : ""}`;
  if (status === 409) return { kind: "superseded" };
  if (status === 401 || status === 403) return { kind: "locked-out", detail };
  // Only the partner's own words make a refusal: a 404 can also come from something in between.
  if (status === 404 && method === "GET" && said) return { kind: "unknown" };
  if ((status === 400 || status === 404 || status === 422) && said) return { kind: "refused", detail };
  return { kind: "unavailable", detail, retryAfterSeconds: parseRetryAfter(response.headers, new Date()) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError") return "no answer in time";
  return error.cause instanceof Error ? error.cause.message : error.message;
}
