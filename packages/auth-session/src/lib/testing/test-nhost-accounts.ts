import { createHash, randomUUID } from "node:crypto";
import { HASURA_CLAIMS_NAMESPACE } from "@potluck/contracts";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import type { Clock } from "../clock.ts";

/** Somebody with an account. */
export interface TestNhostUser {
  id: string;
  email: string;
  password: string;
  displayName: string;
  emailVerified: boolean;
  disabled: boolean;
  metadata: Record<string, unknown>;
  /** The code that the person's authenticator shows; null without a second factor. */
  totp: string | null;
}

/** What {@link createTestNhostAccounts} needs. */
export interface TestNhostAccountsOptions {
  clock: Clock;
  issuer: string;
  /** Asked for every token: it may change. Seconds. */
  accessTokenTtlS: () => number;
  refreshTokenTtlS: number;
  /** The key shared with Hasura (HS256); null: a key pair (RS256). */
  jwtKey: string | null;
  /** Called for every exchange of a token that had been used before. */
  onReuse: () => void;
}

/** Members of the requests' bodies. */
export type TestNhostBody = Partial<Record<"email" | "password" | "ticket" | "otp" | "refreshToken", string>>;

/** An answer of the service. */
export interface TestNhostAnswer {
  status: number;
  body: unknown;
}

/** A session, as the service gives it out. */
export interface TestNhostSession {
  accessToken: string;
  refreshToken: string;
  [more: string]: unknown;
}

/** The service's accounts, sessions and keys: what is behind its endpoints. */
export interface TestNhostAccounts {
  /** Every token that was given out. */
  readonly issued: string[];
  /** The published keys. */
  readonly keys: JWK[];
  addUser(user?: Partial<TestNhostUser>): TestNhostUser;
  newSession(userId: string): Promise<TestNhostSession>;
  isAlive(refreshToken: string): boolean;
  signIn(body: TestNhostBody): Promise<TestNhostAnswer>;
  verifyTotp(body: TestNhostBody): Promise<TestNhostAnswer>;
  refresh(body: TestNhostBody): Promise<TestNhostAnswer>;
  signOut(body: TestNhostBody): TestNhostAnswer;
}

/** One row of the table of refresh tokens: an exchange replaces the hash, and leaves nothing of the former one. */
interface Row {
  id: string;
  userId: string;
  hash: string;
  expiresAt: number;
}

const TICKET_MS = 300_000;
/** Made once per process: an RSA key pair costs more than most tests. */
let keyPair: ReturnType<typeof generateKeyPair> | null = null;

/**
 * @param options Clock, lifetimes and key.
 * @returns The accounts; nobody has one yet.
 */
export async function createTestNhostAccounts(options: TestNhostAccountsOptions): Promise<TestNhostAccounts> {
  const { clock, jwtKey } = options;
  keyPair ??= generateKeyPair("RS256", { extractable: true });
  const { privateKey, publicKey } = await keyPair;
  // The service makes up a `kid` for its key set when it is told none, and puts none into its tokens.
  const jwk = { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: "RS256", use: "sig" };
  const signingKey = jwtKey === null ? privateKey : new TextEncoder().encode(jwtKey);
  const users = new Map<string, TestNhostUser>();
  const rows = new Map<string, Row>();
  const used = new Set<string>();
  const tickets = new Map<string, { userId: string; expiresAt: number }>();
  const issued: string[] = [];
  const nextExpiry = () => clock.now() + options.refreshTokenTtlS * 1000;

  function userOf(userId: string): TestNhostUser {
    const user = users.get(userId);
    if (!user) throw new Error("Nobody has this id.");
    return user;
  }

  function accessTokenFor(userId: string): Promise<string> {
    const nowS = Math.floor(clock.now() / 1000);
    const claims = {
      "x-hasura-allowed-roles": ["user", "me"],
      "x-hasura-default-role": "user",
      "x-hasura-user-id": userId,
      "x-hasura-user-is-anonymous": "false",
    };
    return new SignJWT({ [HASURA_CLAIMS_NAMESPACE]: claims })
      .setProtectedHeader({ alg: jwtKey === null ? "RS256" : "HS256", typ: "JWT" })
      .setSubject(userId)
      .setIssuer(options.issuer)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + options.accessTokenTtlS())
      .sign(signingKey);
  }

  async function sessionOf(row: Row, refreshToken: string): Promise<TestNhostSession> {
    const accessToken = await accessTokenFor(row.userId);
    issued.push(accessToken, refreshToken);
    const { id, email, displayName, emailVerified, metadata } = userOf(row.userId);
    return {
      accessToken,
      accessTokenExpiresIn: options.accessTokenTtlS(),
      refreshToken,
      refreshTokenId: row.id,
      user: {
        id,
        email,
        displayName,
        emailVerified,
        metadata,
        avatarUrl: "https://s.gravatar.com/avatar/0?r=g&default=blank",
        createdAt: "2026-01-02T03:04:05.000Z",
        defaultRole: "user",
        roles: ["user", "me"],
        isAnonymous: false,
        locale: "en",
        phoneNumber: null,
        phoneNumberVerified: false,
      },
    };
  }

  function newSession(userId: string): Promise<TestNhostSession> {
    const token = randomUUID();
    const row = { id: randomUUID(), userId, hash: hashOf(token), expiresAt: nextExpiry() };
    rows.set(row.hash, row);
    return sessionOf(row, token);
  }

  return {
    issued,
    keys: jwtKey === null ? [jwk] : [],
    newSession,
    addUser(given = {}) {
      const user: TestNhostUser = {
        id: randomUUID(),
        email: "ada@example.test",
        password: "correct horse",
        displayName: "Ada Fern",
        emailVerified: true,
        disabled: false,
        metadata: {},
        totp: null,
        ...given,
      };
      users.set(user.id, user);
      return user;
    },
    isAlive: (refreshToken) => rows.has(hashOf(refreshToken)),

    async signIn({ email, password }) {
      const isWellFormed = /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email ?? "");
      if (!isWellFormed || password === undefined || password.length < 3 || password.length > 50) {
        return malformed();
      }
      const user = [...users.values()].find((one) => one.email === email);
      const wrong = refusal("invalid-email-password", "Incorrect email or password");
      if (!user) return wrong;
      const objection = objectionTo(user);
      if (objection) return objection;
      if (user.password !== password) return wrong;
      if (user.totp === null) return { status: 200, body: { session: await newSession(user.id) } };
      const ticket = `mfaTotp:${randomUUID()}`;
      tickets.set(ticket, { userId: user.id, expiresAt: clock.now() + TICKET_MS });
      return { status: 200, body: { mfa: { ticket } } };
    },

    async verifyTotp({ ticket = "", otp }) {
      const known = tickets.get(ticket);
      // Whatever comes of it: a ticket is good for one attempt.
      tickets.delete(ticket);
      if (!known || known.expiresAt <= clock.now()) return refusal("invalid-ticket", "Invalid ticket");
      if (userOf(known.userId).totp !== otp) return refusal("invalid-totp", "Invalid TOTP code");
      return { status: 200, body: { session: await newSession(known.userId) } };
    },

    /** One row is found by the token's hash, and gets another. What is not found was used, revoked, or never there. */
    async refresh({ refreshToken = "" }) {
      const hash = hashOf(refreshToken);
      if (used.has(hash)) options.onReuse();
      const row = rows.get(hash);
      if (!row || row.expiresAt <= clock.now()) {
        return refusal("invalid-refresh-token", "Invalid or expired refresh token");
      }
      const objection = objectionTo(userOf(row.userId));
      if (objection) return objection;
      const next = randomUUID();
      rows.delete(hash);
      used.add(hash);
      Object.assign(row, { hash: hashOf(next), expiresAt: nextExpiry() });
      rows.set(row.hash, row);
      return { status: 200, body: await sessionOf(row, next) };
    },

    signOut({ refreshToken = "" }) {
      if (refreshToken === "") return malformed();
      rows.delete(hashOf(refreshToken));
      return { status: 200, body: "OK" };
    },
  };
}

/** Why somebody may not be signed in, now or any longer. */
function objectionTo(user: TestNhostUser): TestNhostAnswer | null {
  if (user.disabled) return refusal("disabled-user", "User is disabled");
  return user.emailVerified ? null : refusal("unverified-user", "User is not verified.");
}

function refusal(error: string, message: string, status = 401): TestNhostAnswer {
  return { status, body: { status, error, message } };
}

/** @returns What the service says of a request it cannot read, and with concealed errors of whatever tells of an account. */
export function malformed(): TestNhostAnswer {
  return refusal("invalid-request", "The request payload is incorrect", 400);
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
