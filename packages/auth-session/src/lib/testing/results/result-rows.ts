import type { Expected } from "./expected-figure.ts";

/** One row of the table of results: what a test puts sessions through, and what has to come of it. */
export interface ResultRow {
  name: string;
  /** By the name of each figure. */
  expected: Readonly<Record<string, Expected>>;
}

/** Providers with which the same is promised. */
type ProviderName = "Auth0" | "Nhost";

/** The row with each provider. */
function withEach<const Row extends string, const R extends ResultRow>(
  row: Row,
  content: R,
): Record<`${Row} ${ProviderName}`, R> {
  return Object.fromEntries(["Auth0", "Nhost"].map((provider) => [`${row} ${provider}`, content])) as Record<
    `${Row} ${ProviderName}`,
    R
  >;
}

const only = <const R extends Record<string, ResultRow>>(rows: R): R => rows;

/** How long tokens are changed under live queries, in seconds: fifteen minutes when somebody asks for it, otherwise a sample. */
export const soakSeconds = Number(process.env["POTLUCK_AUTH_SOAK_S"] ?? 90);

const droppedOnce = {
  name: "every refresh response dropped once on its way to the browser, which comes back up to 4 h later",
  expected: { "forced logins": 0, sessions: 50, "tokens used twice": 0 },
} as const;
const loser = (when: string) =>
  ({
    name: `the provider refuses the loser of a race alone, ${when} the winner's result is known`,
    expected: { "sessions lost": 0, races: 50 },
  }) as const;
const soak = {
  name: "5-second tokens under live queries that change all the time, then a navigation",
  expected: {
    seconds: { atLeast: soakSeconds },
    exchanges: { atLeast: Math.floor(soakSeconds / 5) },
    missed: 0,
    doubled: 0,
    "errors to the browser": 0,
    "browser socket closes": 0,
    logins: 0,
  },
} as const;
const strangers = {
  name: "sockets: wrong Origin, no cookie; signed out mid-stream",
  expected: { accepted: 0, "closes other than 4403": 0, "closed after": { withinMs: 1000 } },
} as const;
const userSwitch = {
  name: "somebody signs in over another, who has two other tabs open",
  expected: { "traces of the first in any tab": 0, "hydration warnings": 0 },
} as const;

/**
 * Everything that is promised of sessions, by number and, after a blank, the circumstances in which it is measured: the
 * provider, and the guarantee level (cookie only, or with the store). The numbers are those of the tests named `row N`.
 */
export const resultRows = only({
  ...withEach("1", {
    name: "100 parallel document requests, expired token",
    expected: { "token hits": 1, "distinct cookies": 1, "200s": 100 },
  }),
  ...withEach("2", {
    name: "the old cookie again, 0 to 59 s after its successor was presented",
    expected: { "token hits": 0, logins: 0, "distinct cookies": 1, "tokens used twice": 0 },
  }),
  "3": {
    name: "100 parallel requests with 3 audiences mixed",
    expected: { "token hits": 3, "wrong-audience tokens": 0 },
  },
  "4 Auth0, store": {
    name: "4 processes, no overlap: 100 requests at once; then 200 rotations, every fourth answer lost",
    expected: {
      "token hits": 1,
      "distinct cookies": 1,
      "200s": 100,
      logouts: 0,
      "families revoked": 0,
      "exchanges in 200 rotations": 200,
    },
  },
  "4 Nhost, store": {
    name: "4 processes: 100 requests at once; then 50 rotations, every fourth answer lost",
    expected: {
      "token hits": 1,
      logouts: 0,
      "tokens used twice": 0,
      "exchanges in 50 rotations": 50,
    },
  },
  "5 Auth0, cookie only": {
    name: "4 processes, 30 s of overlap, 4 requests for each rotation; lost sessions",
    expected: {
      "of 200 where the last sibling alone stays good": { atLeast: 1 },
      "of 50 where every sibling does": 0,
    },
  },
  "5 Nhost, cookie only": {
    name: "4 processes, 4 requests at once for each of 20 sessions",
    expected: { "sessions that some process refused": { atLeast: 1 }, "tokens used twice": "reported" },
  },
  "6 store": {
    name: "kill -9 the winner after the provider committed, 50 sessions; a claim lasts 10 s",
    expected: {
      "recovered with overlap": 50,
      "recovered without overlap": 0,
      "the slowest after the kill": { withinMs: 11_000 },
    },
  },
  "7 Auth0, cookie only": droppedOnce,
  "7 Nhost, cookie only": droppedOnce,
  "7 Auth0, store": droppedOnce,
  "7 Nhost, store": droppedOnce,
  "7 Nhost, upstream": {
    name: "the service has exchanged the token, and its answer to us is lost",
    expected: { "sessions lost of 20": 20 },
  },
  ...withEach("8", {
    name: "two responses reordered, the older one lands last",
    expected: { "sessions alive": 100, "tokens used twice": 0 },
  }),
  "9 cookie only": {
    name: "logout with 5 refreshes in flight, 3 processes",
    expected: { logouts: 1000, resurrected: 0 },
  },
  "9 store": {
    name: "logout with 5 refreshes in flight, 4 processes; also with a copy of the cookies",
    expected: { logouts: 50, resurrected: 0 },
  },
  ...withEach("10", {
    name: "provider 429, 500, silent or unreachable for 60 s, token valid",
    expected: { visits: 80, failures: 0, "cookies cleared": 0 },
  }),
  "11": {
    name: "provider answers 403 invalid_grant",
    expected: { "redirects to the sign-in": 1, "ways back lost": 0, loops: 0, "token hits": 1 },
  },
  "12 Auth0, before": loser("before"),
  "12 Nhost, before": loser("before"),
  "12 Auth0, after": loser("after"),
  "12 Nhost, after": loser("after"),
  "13": {
    name: "a stolen old refresh token is used from elsewhere",
    expected: { "families dead": 1, "requests until the sign-in": 1 },
  },
  "14": {
    name: "every bit of every byte of the cookie flipped",
    expected: { cookies: { atLeast: 3000 }, accepted: 0, exceptions: 0, "provider hits": 0 },
  },
  "15": {
    name: "a cookie of another name, version or key, or with a piece of somebody else's",
    expected: { forgeries: 15, accepted: 0 },
  },
  "16 store": {
    name: "two key changes under load, 3 processes replaced one by one",
    expected: {
      requests: { atLeast: 3000 },
      logouts: 0,
      "cookies under a retired key after a refresh": 0,
      "families revoked": 0,
    },
  },
  "17": {
    name: "callback: wrong state, missing cookie, replay, error without state, wrong nonce, iss, aud, alg none, expired",
    expected: { forgeries: 9, accepted: 0, loops: 0 },
  },
  "18": {
    name: "a whole sign-in with each returnTo of the corpus",
    expected: { values: { atLeast: 60 }, "off-origin redirects": 0 },
  },
  "19": {
    name: "token endpoint asked by cross-site fetch, form post, image, without the header, from a wrong origin, a sibling site",
    expected: { ways: 6, "tokens disclosed": 0 },
  },
  ...withEach("20", {
    name: "logout by cross-site GET and POST",
    expected: { ways: 7, "sessions ended": 0 },
  }),
  "21": {
    name: "every kind of route through a shared cache, users A and B",
    expected: {
      fetches: { atLeast: 1000 },
      "from the cache": { atLeast: 71 },
      "wrong-viewer bytes": 0,
      "missing no-store": 0,
    },
  },
  "22": {
    name: "all HTML, data, error and log output searched for the secrets of a run, DEBUG=* included; what that costs, in the best of five runs",
    expected: {
      answers: { atLeast: 100 },
      "log lines": { atLeast: 100 },
      secrets: { atLeast: 20 },
      "careless answers blocked": { atLeast: 21 },
      hits: 0,
      loops: 0,
      "screening 200 kB p50": { withinMs: 1 },
    },
  },
  "23": {
    name: "50 abandoned logins beside a session",
    expected: { "transaction cookies": { atMost: 4 }, "header bytes": { atMost: 4096 } },
  },
  "24": {
    name: "20 roles, long names, emoji",
    expected: { cookies: 1, "cookie bytes": { atMost: 3800 } },
  },
  "25": {
    name: "clocks of provider and API up to a minute off the app's, API margin 60 s",
    expected: {
      combinations: 9,
      refreshes: { atLeast: 18 },
      logins: 0,
      "API rejections": 0,
    },
  },
  "26 cookie only": soak,
  "26 store": { ...soak, name: `${soak.name}; 4 processes, renewed at another one each time` },
  "27 cookie only": strangers,
  "27 store": { ...strangers, name: `${strangers.name} in one of 4 processes` },
  "28 cookie only": {
    name: "back-channel logout: forged, replayed jti, nonce, wrong aud; then a valid one",
    expected: { forgeries: 4, accepted: 0, "requests of an ended tab that pass": 0 },
  },
  "28 store": {
    name: "back-channel logout told to one of 4 processes, then replayed to each",
    expected: {
      "replays accepted": 0,
      "requests of an ended tab that pass": 0,
      "closes other than 4403": 0,
      "closed after": { withinMs: 1000 },
    },
  },
  "29 gateway": userSwitch,
  "29 direct": userSwitch,
  "30": {
    name: "10,000 anonymous requests with junk cookies; times are of the best of five runs",
    expected: {
      "p99 added latency": { withinMs: 1 },
      "KiB of memory grown": { atMost: 1023 },
      "provider hits": 0,
    },
  },
  "31": {
    name: "seal and open with compression, reference session; the best of five runs",
    expected: { p50: { withinMs: 0.3 }, "cookie bytes": { atMost: 1100 } },
  },
  "32": {
    name: "production build with http issuer",
    expected: { attempts: 12, "let through": 0, "dev entries in the bundle": 0 },
  },
});

/** Number and circumstances of a row. */
export type RowId = keyof typeof resultRows;

/** What a test has to measure for a row. */
export type Measured<Id extends RowId> = Readonly<Record<keyof (typeof resultRows)[Id]["expected"], number>>;

/**
 * @param id Number and circumstances of a row.
 * @returns Both apart.
 */
export function partsOf(id: string): { number: number; circumstances: string } {
  const [, number = "", circumstances = ""] = /^(\d+) ?(.*)$/.exec(id) ?? [];
  return { number: Number(number), circumstances };
}
