import type { Faults } from "../faults/faults.ts";
import type { Reservation, ReservationView } from "../reservations/reservation.ts";
import type { Wish } from "../reservations/wish.ts";
import type { Problem } from "../http/problem.ts";
import { checkAnswer } from "./contract.ts";

/** An answer that matches the contract. */
export interface ClientAnswer {
  status: number;
  body: ReservationView & Problem;
}

/** What `GET /state` of the controls shows. */
export interface PartnerState {
  reservations: Reservation[];
  tables: {
    restaurant: string;
    table: number;
    seats: number;
    holds: { clientReference: string; startsAt: string }[];
  }[];
  undeliveredCallbacks: { id: string }[];
  counters: Record<string, number>;
}

/** A request before the client adds its API key. */
interface ClientRequest extends RequestInit {
  method: string;
  headers?: Record<string, string>;
}

/** A client of a booking partner that holds every answer against `openapi.yaml`. */
export interface TestClient {
  ask(clientReference: string, key: string, wish: Wish): Promise<ClientAnswer>;
  withdraw(clientReference: string, key: string, sequence: number): Promise<ClientAnswer>;
  look(clientReference: string): Promise<ClientAnswer>;
  /** Any request to `/v1`; the API key is sent unless the headers have another one. */
  request(path: string, init: ClientRequest): Promise<ClientAnswer>;
  state(): Promise<PartnerState>;
  setFaults(faults: Partial<Faults>): Promise<void>;
  control(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
}

/** @param addresses Base addresses of the partner and of its controls. */
export function createTestClient(
  addresses: { url: string; controlUrl?: string },
  apiKey: string,
): TestClient {
  async function request(path: string, init: ClientRequest): Promise<ClientAnswer> {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      "content-type": "application/json",
      ...init.headers,
    };
    const response = await fetch(`${addresses.url}${path}`, { ...init, headers });
    const body = (await response.json()) as ClientAnswer["body"];
    checkAnswer(init.method, response.status, body);
    return { status: response.status, body };
  }
  async function control(method: string, path: string, body?: unknown) {
    const response = await fetch(`${addresses.controlUrl}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  }
  const pathOf = (clientReference: string) => `/v1/reservations/${encodeURIComponent(clientReference)}`;
  return {
    request,
    control,
    ask: (clientReference, key, wish) =>
      request(pathOf(clientReference), {
        method: "PUT",
        headers: { "idempotency-key": key },
        body: JSON.stringify(wish),
      }),
    withdraw: (clientReference, key, sequence) =>
      request(`${pathOf(clientReference)}?sequence=${sequence}`, {
        method: "DELETE",
        headers: { "idempotency-key": key },
      }),
    look: (clientReference) => request(pathOf(clientReference), { method: "GET" }),
    state: async () => (await control("GET", "/state")).body as PartnerState,
    async setFaults(faults) {
      await control("POST", "/faults", faults);
    },
  };
}
