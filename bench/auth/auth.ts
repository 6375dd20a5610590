import { randomBytes } from "node:crypto";

import { referenceTokens, startTestProvider } from "@potluck/auth-session/testing";

import { installPeers } from "../lib/peers.ts";
import { showSpread, spreadOf, type Spread } from "../lib/spread.ts";
import { cookieBytes, type CreateSessionApp } from "./app.ts";
import { createNextjsAuth0App } from "./nextjs-auth0-app.ts";
import { createPotluckApp } from "./potluck-app.ts";
import { createRemixAuthApp } from "./remix-auth-app.ts";
import { lostAnswers, logoutUnderLoad, parallelRequests, type Setting } from "./scenarios.ts";

/** What {@link benchAuth} found for one library. Counts are of one run each; times are in milliseconds. */
export interface AuthRow {
  name: string;
  /** 100 requests at once with an expired token; the provider forgives for 30 seconds. */
  forgiving: { exchanges: Spread; signedIn: Spread };
  /** The same, and the provider forgives nothing. */
  merciless: { exchanges: Spread; signedIn: Spread; alive: Spread };
  /** Of 50 sessions whose renewing answer was lost. */
  forcedLogins: Spread;
  /** Of 200 sign-outs with five renewals under way. */
  resurrected: Spread;
  cookieBytes: number;
  /** One request with that session and a token that is still good. */
  requestMs: Spread;
  /** To ours of the same round. */
  requestRatio: Spread;
}

const apps: readonly CreateSessionApp[] = [createPotluckApp, createNextjsAuth0App, createRemixAuthApp];
const OVERLAP_MS = 30_000;
const SHORT_OVERLAP_MS = 500;
const REQUESTS = 500;

/**
 * Puts our sessions beside those of today's libraries, as installed from npm, each against a provider of its own on loopback.
 *
 * @param options `rounds`: how often everything is repeated.
 * @returns One row for each library, ours first.
 */
export async function benchAuth(options: { rounds: number }): Promise<AuthRow[]> {
  installPeers();
  const restoreFetch = sendLoopbackOverHttp();
  const seen = apps.map(() => [] as Round[]);
  try {
    for (let round = 0; round < options.rounds; round++) {
      // In turn, and the other way round every second time: what a busy machine does to one, it does to all.
      const order = round % 2 === 0 ? apps.keys() : [...apps.keys()].reverse();
      for (const index of order) {
        const create = apps[index];
        if (create) seen[index]?.push(await measure(create));
      }
      console.error(`round ${round + 1} of ${options.rounds}`);
    }
  } finally {
    restoreFetch();
  }
  return seen.map((rounds) => summarise(rounds, seen[0] ?? []));
}

interface Round {
  name: string;
  forgiving: { exchanges: number; signedIn: number };
  merciless: { exchanges: number; signedIn: number; isAliveAfterwards: boolean };
  forcedLogins: number;
  resurrected: number;
  cookieBytes: number;
  requestMs: number;
}

async function measure(create: CreateSessionApp): Promise<Round> {
  const forgiving = await against(create, OVERLAP_MS, (setting) => parallelRequests(setting));
  const merciless = await against(create, 0, (setting) => parallelRequests(setting));
  const forcedLogins = await against(create, SHORT_OVERLAP_MS, (setting) =>
    lostAnswers(setting, SHORT_OVERLAP_MS),
  );
  const resurrected = await against(create, OVERLAP_MS, (setting) => logoutUnderLoad(setting));
  const idle = await against(create, OVERLAP_MS, async ({ app }) => {
    const jar = await app.signedIn({ ...referenceTokens(1), idToken: referenceIdToken() }, 900);
    const started = performance.now();
    for (let count = 0; count < REQUESTS; count++) {
      if (!app.isSignedIn(await app.page(jar)))
        throw new Error(`The reference session of ${app.name} does not open.`);
    }
    return {
      name: app.name,
      cookieBytes: cookieBytes(jar),
      requestMs: (performance.now() - started) / REQUESTS,
    };
  });
  return { forgiving, merciless, forcedLogins, resurrected, ...idle };
}

async function against<T>(
  create: CreateSessionApp,
  overlapMs: number,
  scenario: (setting: Setting) => Promise<T>,
): Promise<T> {
  const provider = await startTestProvider({ overlapMs });
  try {
    return await scenario({ app: await create(provider), provider });
  } finally {
    await provider.close();
  }
}

/** An ID token of the usual length; libraries that keep it put it into the cookie. */
function referenceIdToken(): string {
  const header = { alg: "RS256", typ: "JWT", kid: "Qx8sZ7Yb1C0v9N4m2K6aT" };
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    nickname: "ada",
    name: "Ada Fern",
    picture: "https://s.gravatar.com/avatar/00000000000000000000000000000000?s=480&r=pg&d=mm",
    updated_at: new Date(now * 1000).toISOString(),
    email: "ada@potluck.example",
    email_verified: true,
    iss: "https://potluck-prod.eu.auth0.com/",
    aud: "K9xYz0aBcDeFgHiJkLmNoPqRsTuVwXyZ",
    sub: "auth0|66f1c0ffee5a1ad0c0ffee42",
    iat: now,
    exp: now + 36_000,
    sid: randomBytes(24).toString("base64url"),
    nonce: randomBytes(32).toString("base64url"),
  };
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return [...parts, randomBytes(256).toString("base64url")].join(".");
}

/** The peers know https alone. @returns Puts `fetch` back. */
function sendLoopbackOverHttp(): () => void {
  const original = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith("https://127.0.0.1:")) return original(input, init);
    const http = url.replace("https:", "http:");
    return original(input instanceof Request ? new Request(http, input) : http, init);
  };
  return () => {
    globalThis.fetch = original;
  };
}

function summarise(rounds: readonly Round[], ours: readonly Round[]): AuthRow {
  const spread = (pick: (round: Round) => number) => spreadOf(rounds.map(pick));
  return {
    name: rounds[0]?.name ?? "",
    forgiving: {
      exchanges: spread(({ forgiving }) => forgiving.exchanges),
      signedIn: spread(({ forgiving }) => forgiving.signedIn),
    },
    merciless: {
      exchanges: spread(({ merciless }) => merciless.exchanges),
      signedIn: spread(({ merciless }) => merciless.signedIn),
      alive: spread(({ merciless }) => Number(merciless.isAliveAfterwards)),
    },
    forcedLogins: spread(({ forcedLogins }) => forcedLogins),
    resurrected: spread(({ resurrected }) => resurrected),
    cookieBytes: rounds[0]?.cookieBytes ?? 0,
    requestMs: spread(({ requestMs }) => requestMs),
    requestRatio: spreadOf(rounds.map((round, index) => round.requestMs / (ours[index]?.requestMs ?? 1))),
  };
}

/** @returns the result as a table for people */
export function showAuth(rows: readonly AuthRow[]): string {
  const lines: [string, (row: AuthRow) => string][] = [
    ["", ({ name }) => name],
    ["100 requests at once, provider forgives 30 s", () => ""],
    ["  exchanges", ({ forgiving }) => showSpread(forgiving.exchanges, 0)],
    ["  answers for somebody signed in", ({ forgiving }) => showSpread(forgiving.signedIn, 0)],
    ["100 requests at once, provider forgives nothing", () => ""],
    ["  exchanges", ({ merciless }) => showSpread(merciless.exchanges, 0)],
    ["  answers for somebody signed in", ({ merciless }) => showSpread(merciless.signedIn, 0)],
    ["  still signed in afterwards (1: yes)", ({ merciless }) => showSpread(merciless.alive, 0)],
    ["50 lost answers: forced sign-ins", ({ forcedLogins }) => showSpread(forcedLogins, 0)],
    ["200 sign-outs under load: sessions alive again", ({ resurrected }) => showSpread(resurrected, 0)],
    ["cookie, reference session, bytes", ({ cookieBytes }) => String(cookieBytes)],
    ["a request with a good token, ms", ({ requestMs }) => showSpread(requestMs, 3)],
    ["  by ours", ({ requestRatio }) => showSpread(requestRatio, 2)],
  ];
  return lines
    .map(([label, cell]) => [label.padEnd(50), ...rows.map((row) => cell(row).padEnd(22))].join("").trimEnd())
    .join("\n");
}
