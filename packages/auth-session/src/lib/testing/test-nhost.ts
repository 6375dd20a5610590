import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "../clock.ts";
import {
  createTestNhostAccounts,
  malformed,
  type TestNhostAccounts,
  type TestNhostAnswer,
  type TestNhostBody,
  type TestNhostUser,
} from "./test-nhost-accounts.ts";
import type { ProviderFault } from "./test-provider.ts";

/** Options of {@link startTestNhost}. */
export interface TestNhostOptions {
  clock?: Clock;
  /** Seconds; default 900. */
  accessTokenTtlS?: number;
  /** Seconds; default 30 days, counted anew by every exchange. */
  refreshTokenTtlS?: number;
  /** The key shared with Hasura (HS256); without it tokens are signed with a key pair (RS256), whose public half is published. */
  jwtKey?: string;
  /** `iss` of its tokens; default: its own address. */
  issuer?: string;
  /** AUTH_CONCEAL_ERRORS: says nothing that tells of an account. */
  concealErrors?: boolean;
  /** AUTH_RATE_LIMIT_BRUTE_FORCE_*: how many sign-ins an address may try in how many seconds. Default: any number. */
  bruteForce?: { burst: number; intervalS: number };
}

/** Endpoints that can be counted and broken: both steps of signing in, `/token`, and `/signout`. */
export type TestNhostEndpoint = "signin" | "refresh" | "revoke";

/**
 * Nhost's auth service as its public contract has it, as far as signing in with a password, renewing and signing out go. For
 * tests: it listens on a free port of 127.0.0.1 and forgets everything.
 */
export interface TestNhost {
  /** Base address, with the prefix that Nhost's own have. */
  readonly url: string;
  readonly hits: {
    signin: number;
    refresh: number;
    revoke: number;
    jwks: number;
    /** Exchanges of a token that had been used before. */
    reused: number;
  };
  /** Every token it ever gave out. */
  readonly issued: string[];
  /** What it was told of the browser's address, sign-in by sign-in. */
  readonly addresses: (string | undefined)[];
  accessTokenTtlS: number;
  /** Asked before every call; null means: behave. */
  fault: (endpoint: TestNhostEndpoint, call: number) => ProviderFault | null;
  /** @returns The account: Ada's, unless told otherwise. It may be changed. */
  addUser(user?: Partial<TestNhostUser>): TestNhostUser;
  /** Tokens as after a sign-in. @param userId Somebody who then has an account. */
  issue(userId?: string): Promise<{ accessToken: string; refreshToken: string }>;
  /** An answer of the token endpoint. */
  answer(tokens: { accessToken: string; refreshToken: string }): object;
  /** @returns Whether a refresh token would still be taken. */
  isAlive(refreshToken: string): boolean;
  close(): Promise<void>;
}

/** Whoever is meant when nobody is named. */
export const TEST_NHOST_USER = "6f1f8a52-0c3a-4a6e-9d49-2f5b3c1d7e90";

const ENDPOINTS: Readonly<Record<string, TestNhostEndpoint>> = {
  "/signin/email-password": "signin",
  "/signin/mfa/totp": "signin",
  "/token": "refresh",
  "/signout": "revoke",
};

/**
 * Starts the service.
 *
 * @param options Clock, lifetimes, keys and limits.
 * @returns The running service; close it.
 */
export async function startTestNhost(options: TestNhostOptions = {}): Promise<TestNhost> {
  const clock = options.clock ?? systemClock;
  const hits = { signin: 0, refresh: 0, revoke: 0, jwks: 0, reused: 0 };
  const calls = { signin: 0, refresh: 0, revoke: 0 };
  const known = new Set<string>();
  const isTooMuch = createLimit(clock, options.bruteForce);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.replace(/^\/v1/, "") ?? "";
    if (path === "/healthz") return send(response, { status: 200, body: "OK" });
    if (path === "/.well-known/jwks.json") {
      hits.jwks++;
      return send(response, { status: 200, body: { keys: accounts.keys } });
    }
    const endpoint = ENDPOINTS[path];
    if (endpoint === undefined || request.method !== "POST") return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    hits[endpoint]++;
    if (endpoint === "signin") {
      const address = [request.headers["x-forwarded-for"]].flat()[0];
      nhost.addresses.push(address);
      if (isTooMuch(address ?? "this server")) return void response.writeHead(429).end();
    }
    const fault = nhost.fault(endpoint, ++calls[endpoint]);
    if (fault?.kind === "status") {
      return send(response, { status: fault.status, body: fault.body ?? {} }, fault.headers);
    }
    if (fault?.kind === "drop" && !fault.commit) return void request.socket.destroy();
    if (fault?.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
    const answer = await act(accounts, path, JSON.parse(Buffer.concat(chunks).toString()) as TestNhostBody);
    if (fault?.kind === "drop") return void request.socket.destroy();
    if (fault?.kind === "hang") return;
    send(response, options.concealErrors === true && answer.status === 401 ? malformed() : answer);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const accounts = await createTestNhostAccounts({
    clock,
    issuer: options.issuer ?? url,
    accessTokenTtlS: () => nhost.accessTokenTtlS,
    refreshTokenTtlS: options.refreshTokenTtlS ?? 30 * 24 * 60 * 60,
    jwtKey: options.jwtKey ?? null,
    onReuse: () => hits.reused++,
  });

  const nhost: TestNhost = {
    url,
    hits,
    issued: accounts.issued,
    addresses: [],
    accessTokenTtlS: options.accessTokenTtlS ?? 900,
    fault: () => null,
    addUser(user) {
      const added = accounts.addUser(user);
      known.add(added.id);
      return added;
    },
    issue(userId = TEST_NHOST_USER) {
      if (!known.has(userId)) nhost.addUser({ id: userId, email: `${userId}@example.test` });
      return accounts.newSession(userId);
    },
    answer: (tokens) => ({
      ...tokens,
      accessTokenExpiresIn: nhost.accessTokenTtlS,
      refreshTokenId: randomUUID(),
    }),
    isAlive: (refreshToken) => accounts.isAlive(refreshToken),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return nhost;
}

function act(
  accounts: TestNhostAccounts,
  path: string,
  body: TestNhostBody,
): Promise<TestNhostAnswer> | TestNhostAnswer {
  switch (path) {
    case "/signin/email-password":
      return accounts.signIn(body);
    case "/signin/mfa/totp":
      return accounts.verifyTotp(body);
    case "/token":
      return accounts.refresh(body);
    default:
      return accounts.signOut(body);
  }
}

/** A sliding window for each address, as the service has it. */
function createLimit(clock: Clock, limit: TestNhostOptions["bruteForce"]): (address: string) => boolean {
  const attempts = new Map<string, number[]>();
  return (address) => {
    if (!limit) return false;
    const since = clock.now() - limit.intervalS * 1000;
    const recent = (attempts.get(address) ?? []).filter((at) => at > since);
    if (recent.length >= limit.burst) return true;
    attempts.set(address, [...recent, clock.now()]);
    return false;
  };
}

function send(
  response: ServerResponse,
  { status, body }: TestNhostAnswer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
