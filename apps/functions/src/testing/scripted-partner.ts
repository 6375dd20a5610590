import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Secret } from "@potluck/contracts/secret";
import { signAsPartner } from "../partner/signature.ts";
import { testSecrets } from "./context.ts";

/** What goes wrong with one request; `lost` carries it out and breaks the connection instead of answering. */
export type Fault = "none" | "lost" | "down" | "busy" | "gibberish" | "silent" | "locked";

/** What the restaurant makes of a wish. */
export type Verdict = "confirmed" | "declined" | "pending";

/** A reservation in the partner's book. */
export interface HeldReservation {
  clientReference: string;
  sequence: number;
  status: Verdict | "cancelled";
  reference?: string;
  reason?: string;
  alternatives?: string[];
}

/** A booking partner after `apps/booking-partner/openapi.yaml` that decides, fails and calls back as a test tells it to. */
export interface ScriptedPartner {
  url: URL;
  book: Map<string, HeldReservation>;
  /** Every request that was carried out or tried: method, reference, sequence. */
  requests: { method: string; reference: string; sequence: number; key: string | undefined; body: unknown }[];
  /** How the next requests fail; `none` when it is empty. */
  faults: Fault[];
  /** Milliseconds that the next requests wait between being carried out and being answered; 0 when it is empty. */
  delays: number[];
  /** Runs once, when the next request has arrived and nothing has been done about it yet. */
  onArrival: (() => Promise<void>) | undefined;
  /** What becomes of wishes; `confirmed` at first. */
  verdict: Verdict;
  /** Decides what is pending, or takes back what is confirmed; returns the body of the callback that tells of it. */
  decide(reference: string, status: "confirmed" | "declined" | "cancelled", reason?: string): string;
  stop(): Promise<void>;
}

/** @returns The request that delivers a callback, signed now unless `at` says otherwise. */
export async function callbackRequest(body: string, at = new Date()): Promise<Request> {
  const signature = await signAsPartner(body, new Secret(testSecrets.partnerCallbacks), at);
  return new Request("http://functions.test/callbacks/booking-partner", {
    method: "POST",
    headers: { "content-type": "application/json", "partner-signature": signature },
    body,
  });
}

/** Starts a partner on a free port. */
export async function startScriptedPartner(): Promise<ScriptedPartner> {
  const answers = new Map<string, { request: string; status: number; body: unknown }>();
  let callbacks = 0;
  const partner: Omit<ScriptedPartner, "url" | "stop"> = {
    book: new Map(),
    requests: [],
    faults: [],
    delays: [],
    onArrival: undefined,
    verdict: "confirmed",
    decide(reference, status, reason) {
      const held = partner.book.get(reference);
      if (!held) throw new Error(`The partner knows nothing of ${reference}`);
      const now = settle({ ...held, status, reason });
      partner.book.set(reference, now);
      return JSON.stringify({ id: `callback-${++callbacks}`, ...now });
    },
  };

  function carryOut(
    incoming: IncomingMessage,
    reference: string,
    url: URL,
    body: unknown,
  ): [number, unknown] {
    const { method = "GET" } = incoming;
    const held = partner.book.get(reference);
    if (method === "GET") return held ? [200, held] : [404, problem("not-found")];
    const key = incoming.headers["idempotency-key"] as string;
    const request = JSON.stringify([method, reference, body, url.search]);
    const before = answers.get(key);
    if (before)
      return before.request === request ? [before.status, before.body] : [409, problem("key-reused")];
    const [status, answer] = method === "PUT" ? put(reference, held, body) : withdraw(reference, held, url);
    answers.set(key, { request, status, body: answer });
    return [status, answer];
  }

  function put(reference: string, held: HeldReservation | undefined, body: unknown): [number, unknown] {
    const { sequence, restaurant } = body as { sequence: number; restaurant: string };
    if (restaurant === "nowhere") return [404, problem("not-found")];
    if (held && held.sequence >= sequence) return [409, problem("superseded")];
    const now = settle({ clientReference: reference, sequence, status: partner.verdict });
    partner.book.set(reference, now);
    return [now.status === "pending" ? 202 : 200, now];
  }

  function withdraw(reference: string, held: HeldReservation | undefined, url: URL): [number, unknown] {
    const sequence = Number(url.searchParams.get("sequence"));
    if (held && held.sequence > sequence) return [409, problem("superseded")];
    const now: HeldReservation = { clientReference: reference, sequence, status: "cancelled" };
    partner.book.set(reference, now);
    return [200, now];
  }

  const server = createServer((incoming, outgoing) => {
    void text(incoming).then(async (raw) => {
      const { onArrival } = partner;
      partner.onArrival = undefined;
      await onArrival?.();
      const url = new URL(incoming.url ?? "/", "http://partner.test");
      const reference = decodeURIComponent(url.pathname.split("/").at(-1) ?? "");
      const body: unknown = raw === "" ? null : JSON.parse(raw);
      const sequence = Number(
        url.searchParams.get("sequence") ?? (body as { sequence?: number } | null)?.sequence,
      );
      const key = incoming.headers["idempotency-key"] as string | undefined;
      partner.requests.push({ method: incoming.method ?? "GET", reference, sequence, key, body });
      if (incoming.headers.authorization !== `Bearer ${testSecrets.partnerKey}`) {
        return send(outgoing, 401, problem("unauthorized"));
      }
      const fault = partner.faults.shift() ?? "none";
      if (fault === "down") return send(outgoing, 503, problem("unavailable"));
      if (fault === "busy") return send(outgoing, 429, problem("too-many-requests"), { "retry-after": "17" });
      if (fault === "locked") return send(outgoing, 401, problem("unauthorized"));
      if (fault === "gibberish") return send(outgoing, 200, { hello: "you" });
      if (fault === "silent") return;
      const [status, answer] = carryOut(incoming, reference, url, body);
      const delay = partner.delays.shift() ?? 0;
      if (fault === "lost") return incoming.socket.destroy();
      return setTimeout(() => send(outgoing, status, answer), delay);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(partner, {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  });
}

function settle(held: HeldReservation): HeldReservation {
  const { clientReference, sequence, status, reason } = held;
  const base = { clientReference, sequence, status };
  if (status === "confirmed") return { ...base, reference: `T-${clientReference.slice(0, 4)}-${sequence}` };
  if (status === "declined") {
    return { ...base, reason: reason ?? "Full house.", alternatives: ["2030-05-02T18:00:00Z"] };
  }
  return status === "cancelled" ? { ...base, reason } : base;
}

function problem(code: string): { code: string; message: string } {
  return { code, message: `It is ${code}.` };
}

function send(outgoing: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
