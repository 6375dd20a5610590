import { RENEWAL_HEADER, type RenewalAnswer } from "../renewal-protocol.ts";
import { openTabChannel, type TabMessage } from "./tab-channel.ts";
import { withLock } from "./with-lock.ts";

/** Options of {@link createRenewal}. Times are ms since the epoch, by the server's clock. */
export interface RenewalOptions {
  /** Path of the renewal endpoint, e.g. `/auth/renew`. */
  endpoint: string;
  /** When the token of this page expires (`AuthRequest.expiresAt`). */
  expiresAt: number;
  /** When to renew (`AuthRequest.renewAt`). */
  renewAt: number;
  /** Who is signed in on this page (`AuthRequest.userId`). */
  userId: string;
  /** The server's clock when it made the page; without it the browser's clock is taken for right. */
  serverNow?: number;
  /** Renew by the page's own timer too. Default true; it matters where no gateway socket is open. */
  timer?: boolean;
  /** Name shared by the tabs of one app. Default `session-renewal`. */
  channel?: string;
  fetch?: typeof fetch;
}

/** What other tabs, the server or time did to the session. */
export type RenewalEvent =
  | { type: "renewed"; expiresAt: number; renewAt: number }
  /** Leave the page: nobody is signed in any more. */
  | { type: "signed-out" }
  /** Reload the page: somebody else is signed in now. */
  | { type: "user-changed"; userId: string }
  /** The token has expired and the server cannot renew it now. Renewal goes on trying. */
  | { type: "unavailable" };

/** How one renewal ended. */
export type RenewalResult = "renewed" | "signed-out" | "unavailable";

/** Keeps a page's session alive. The one owner of renewals in a page. */
export interface Renewal {
  /** When the token expires, ms since the epoch by the server's clock. */
  readonly expiresAt: number;
  /** Renews now. Call it on the gateway's ping `{type: "renew"}`, and before reconnecting after close code 4401. */
  renew(): Promise<RenewalResult>;
  /** @returns Stops listening. */
  subscribe(listener: (event: RenewalEvent) => void): () => void;
  /** Tells the other tabs that this one is signing out. Call it when the sign-out form is submitted. */
  announceSignOut(): void;
  dispose(): void;
}

const LOCK_TIMEOUT_MS = 2000;
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Renews the session before its token expires, once for all tabs, and says what became of it. No token reaches the page.
 *
 * @param options Endpoint, times and person.
 * @returns The renewal; dispose of it with the page.
 */
export function createRenewal(options: RenewalOptions): Renewal {
  const { endpoint, userId } = options;
  const name = options.channel ?? "session-renewal";
  const listeners = new Set<(event: RenewalEvent) => void>();
  const page = new AbortController();
  let { expiresAt, renewAt } = options;
  let offset = options.serverNow === undefined ? 0 : options.serverNow - Date.now();
  let flight: Promise<RenewalResult> | null = null;
  let renewals = 0;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  const serverNow = () => Date.now() + offset;
  const emit = (event: RenewalEvent) => listeners.forEach((listener) => listener(event));
  const tabs = openTabChannel(name, hear);

  function schedule(delayMs: number): void {
    clearTimeout(timer);
    if (isOver || options.timer === false) return;
    timer = setTimeout(() => void renew(), Math.min(Math.max(0, delayMs), MAX_TIMEOUT_MS));
  }

  /** Spread over a tenth of the window, so that tabs seldom ask at the same moment. */
  function scheduleRenewal(): void {
    schedule(renewAt - serverNow() + Math.random() * Math.max(0, expiresAt - renewAt) * 0.1);
  }

  function adopt(times: { expiresAt: number; renewAt: number }): void {
    ({ expiresAt, renewAt } = times);
    renewals++;
    failures = 0;
    scheduleRenewal();
    emit({ type: "renewed", expiresAt, renewAt });
  }

  function end(event: RenewalEvent): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    emit(event);
  }

  function hear(message: TabMessage): void {
    if (message.type === "signed-out") return end({ type: "signed-out" });
    if (message.userId !== userId) return end({ type: "user-changed", userId: message.userId });
    if (message.type === "renewed" && message.expiresAt > expiresAt) adopt(message);
  }

  async function post(): Promise<RenewalResult> {
    const response = await (options.fetch ?? fetch)(endpoint, {
      method: "POST",
      headers: { "content-type": "application/json", [RENEWAL_HEADER]: "1" },
      body: "{}",
      signal: AbortSignal.any([page.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    if (response.status === 401) {
      tabs.post({ type: "signed-out" });
      end({ type: "signed-out" });
      return "signed-out";
    }
    if (!response.ok) throw new Error(`Renewal answered ${response.status}`);
    const answer = (await response.json()) as RenewalAnswer;
    offset = answer.now - Date.now();
    if (answer.userId !== userId) {
      tabs.post({ type: "present", userId: answer.userId });
      end({ type: "user-changed", userId: answer.userId });
      return "signed-out";
    }
    // An answer that is due again at once is a provider outage survived on the old token: try again, but slowly.
    if (answer.renewAt <= serverNow()) throw new Error("Renewal is put off");
    tabs.post({ type: "renewed", userId, expiresAt: answer.expiresAt, renewAt: answer.renewAt });
    adopt(answer);
    return "renewed";
  }

  async function run(): Promise<RenewalResult> {
    const before = renewals;
    try {
      // Another tab may have renewed while this one waited for its turn.
      return await withLock(name, LOCK_TIMEOUT_MS, async () => (renewals > before ? "renewed" : post()));
    } catch {
      if (isOver) return "unavailable";
      schedule(Math.min(30_000, 1000 * 2 ** failures++) * (0.5 + Math.random() / 2));
      if (serverNow() >= expiresAt) emit({ type: "unavailable" });
      return "unavailable";
    }
  }

  function renew(): Promise<RenewalResult> {
    if (isOver) return Promise.resolve("signed-out");
    flight ??= run().finally(() => (flight = null));
    return flight;
  }

  if (typeof window !== "undefined") {
    const { signal } = page;
    // A page out of the back-forward cache may belong to a session that has ended since.
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload(), { signal });
    const catchUp = () => void (document.visibilityState === "visible" && serverNow() >= renewAt && renew());
    document.addEventListener("visibilitychange", catchUp, { signal });
    window.addEventListener("online", catchUp, { signal });
  }
  tabs.post({ type: "present", userId });
  scheduleRenewal();

  return {
    get expiresAt() {
      return expiresAt;
    },
    renew,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announceSignOut: () => tabs.post({ type: "signed-out" }),
    dispose() {
      isOver = true;
      clearTimeout(timer);
      page.abort();
      tabs.close();
    },
  };
}
