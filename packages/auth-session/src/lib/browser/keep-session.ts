import type { RenewalAnswer } from "../renewal-protocol.ts";
import { type ArrivedAnswer, requestAnswer, takeEarlyAnswer } from "./early-answer.ts";
import type { Renewal, RenewalEvent, RenewalResult } from "./renewal.ts";
import { type Grant, openTabChannel, type TabMessage } from "./tab-channel.ts";
import { withLock } from "./with-lock.ts";

/** What {@link keepSession} works with. */
export interface KeepSessionOptions {
  endpoint: string;
  /** What the page knows already; without it the endpoint is asked at once. */
  grant?: Grant | undefined;
  /** Who the page is for, where that is known without a grant. */
  userId?: string | undefined;
  /** The server's clock when it told the grant. */
  serverNow?: number | undefined;
  /** Whether to renew by the page's own timer. */
  timer: boolean;
  /** Whether a grant without a token is none. */
  needsToken: boolean;
  channel: string;
  fetch: typeof fetch;
}

/** A session that is being kept, and what was granted last. */
export interface SessionKeeper extends Renewal {
  readonly grant: Grant | undefined;
  /** Nobody is signed in any more, somebody else is, or it was disposed of. */
  readonly isOver: boolean;
  /** The server's clock, ms since the epoch, as far as it is known. */
  serverNow(): number;
}

const LOCK_TIMEOUT_MS = 2000;
const CONFIRM_AFTER_MS = 750;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The one place in a page that asks for renewals: one request at a time, one for all tabs, before the token expires.
 *
 * @param options Endpoint, and what is known already.
 * @returns The keeper; dispose of it with the page.
 */
export function keepSession(options: KeepSessionOptions): SessionKeeper {
  const { endpoint, channel, needsToken } = options;
  const listeners = new Set<(event: RenewalEvent) => void>();
  const page = new AbortController();
  let { grant } = options;
  let userId = grant?.userId ?? options.userId;
  let offset = options.serverNow === undefined ? 0 : options.serverNow - Date.now();
  let flight: Promise<RenewalResult> | null = null;
  let renewals = 0;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  const serverNow = () => Date.now() + offset;
  const emit = (event: RenewalEvent) => listeners.forEach((listener) => listener(event));
  const tabs = openTabChannel(channel, hear);

  function schedule(delayMs: number): void {
    clearTimeout(timer);
    if (isOver || !options.timer) return;
    timer = setTimeout(() => void renew(), Math.min(Math.max(0, delayMs), MAX_TIMEOUT_MS));
  }

  /** Spread over a tenth of the window, so that tabs seldom ask at the same moment. */
  function scheduleRenewal({ expiresAt, renewAt }: Grant): void {
    schedule(renewAt - serverNow() + Math.random() * Math.max(0, expiresAt - renewAt) * 0.1);
  }

  function learn(granted: Grant): void {
    grant = granted;
    userId = granted.userId;
    renewals++;
    const { expiresAt, renewAt } = granted;
    emit({ type: "renewed", userId, expiresAt, renewAt });
  }

  function adopt(granted: Grant): void {
    failures = 0;
    scheduleRenewal(granted);
    learn(granted);
  }

  function end(event: RenewalEvent): void {
    if (isOver) return;
    isOver = true;
    grant = undefined;
    clearTimeout(timer);
    emit(event);
  }

  function hear(message: TabMessage): void {
    if (isOver) return;
    if (message.type === "signed-out") return end({ type: "signed-out" });
    if (userId === undefined) return; // it is about to be told
    if (message.userId !== userId) return end({ type: "user-changed", userId: message.userId });
    if (message.type !== "renewed" || !grant || message.expiresAt <= grant.expiresAt) return;
    // A token of another session may come with other rights: this page asks for its own.
    if (message.session === grant.session && (message.token !== undefined || !needsToken)) adopt(message);
  }

  async function take({ response, at }: ArrivedAnswer): Promise<RenewalResult> {
    if (isOver) return "signed-out";
    if (response.status === 401) {
      // A page that never knew of a session has nothing to tell.
      if (userId !== undefined) tabs.post({ type: "signed-out" });
      end({ type: "signed-out" });
      return "signed-out";
    }
    if (!response.ok) throw new Error(`Renewal answered ${response.status}`);
    const { now, ...granted } = (await response.json()) as RenewalAnswer;
    offset = now - at;
    if (userId !== undefined && granted.userId !== userId) {
      tabs.post({ type: "present", userId: granted.userId });
      end({ type: "user-changed", userId: granted.userId });
      return "signed-out";
    }
    if (needsToken && granted.token === undefined)
      throw new Error("The token endpoint answered without a token");
    // An answer that is due again at once is a provider outage survived on the old token: try again, but slowly.
    if (granted.renewAt <= serverNow()) {
      if (granted.expiresAt > Math.max(serverNow(), grant?.expiresAt ?? 0)) learn(granted);
      throw new Error("Renewal is put off");
    }
    tabs.post({ type: "renewed", ...granted });
    adopt(granted);
    return "renewed";
  }

  async function ask(): Promise<RenewalResult> {
    const early = takeEarlyAnswer(endpoint);
    if (early) {
      try {
        return await take(await early);
      } catch {
        // Asked again below: it failed, or lay about until it was no longer of use.
      }
    }
    const before = renewals;
    // Another tab may have renewed while this one waited for its turn.
    return withLock(channel, LOCK_TIMEOUT_MS, async () =>
      renewals > before ? "renewed" : take(await confirm(await request())),
    );
  }

  const request = () => requestAnswer(endpoint, options.fetch, page.signal);

  /**
   * Where somebody signs in over somebody else, the server ends the old session before the browser has the new cookie, and what is asked
   * with the old one meanwhile is refused. Nobody has left then: so a refusal that no tab announced counts the second time.
   */
  async function confirm(answer: ArrivedAnswer): Promise<ArrivedAnswer> {
    if (answer.response.status !== 401 || userId === undefined || isOver) return answer;
    await new Promise((resolve) => setTimeout(resolve, CONFIRM_AFTER_MS));
    return isOver ? answer : request();
  }

  async function run(): Promise<RenewalResult> {
    try {
      return await ask();
    } catch {
      if (isOver) return "unavailable";
      schedule(Math.min(30_000, 1000 * 2 ** failures++) * (0.5 + Math.random() / 2));
      if (serverNow() >= (grant?.expiresAt ?? 0)) emit({ type: "unavailable" });
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
    const isDue = () => serverNow() >= (grant?.renewAt ?? 0);
    const catchUp = () => void (document.visibilityState === "visible" && isDue() && renew());
    document.addEventListener("visibilitychange", catchUp, { signal });
    window.addEventListener("online", catchUp, { signal });
  }
  if (userId !== undefined) tabs.post({ type: "present", userId });
  if (grant) scheduleRenewal(grant);
  else void renew();

  return {
    get grant() {
      return grant;
    },
    get isOver() {
      return isOver;
    },
    get expiresAt() {
      return grant?.expiresAt ?? 0;
    },
    serverNow,
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
