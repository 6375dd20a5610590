import { randomBytes } from "node:crypto";
import type { Store } from "@potluck/file-store";
import { hashPassword, verifyPassword } from "./password.ts";

/** A person who can sign in. */
export interface Account {
  /** Subject in tokens; in Auth0's form for its own database: `auth0|…`. */
  sub: string;
  email: string;
  emailVerified: boolean;
  name: string;
  passwordHash: string;
  /** Seconds since the epoch. */
  updatedAt: number;
}

/** What a person gives to sign up. */
export interface NewAccount {
  name: string;
  email: string;
  password: string;
}

/** The people who can sign in. */
export interface Accounts {
  find(sub: string): Account | undefined;
  /** @returns The account, or undefined when the address is unknown or the password wrong. */
  authenticate(email: string, password: string): Promise<Account | undefined>;
  /** @returns The account, or `"email-taken"`. */
  signUp(person: NewAccount): Promise<Account | "email-taken">;
  /** The people who exist from the start. */
  readonly seeded: readonly Account[];
}

/** Password of the seeded people. */
export const SEEDED_PASSWORD = "potluck";
// Of the password above; fixed, so that nothing has to be derived when the server starts.
const SEEDED_PASSWORD_HASH = "scrypt$cG90bHVjay1kZW1vLXBlb3BsZQ$Rn8xz3RWy_LwztJFsWn63a8QFxHnHNvo1woDgJyb8UY";

const SEEDED: readonly Account[] = [
  { id: "ada", name: "Ada Fern" },
  { id: "ben", name: "Ben Osei" },
  { id: "cleo", name: "Cleo Marsh" },
  { id: "dan", name: "Dan Ibarra" },
].map(({ id, name }) => ({
  sub: `auth0|${id}`,
  email: `${id}@potluck.test`,
  emailVerified: true,
  name,
  passwordHash: SEEDED_PASSWORD_HASH,
  updatedAt: 1_763_700_000,
}));

const PREFIX = "Account:";

/**
 * @param store Where sign-ups are kept.
 */
export function createAccounts(store: Store): Accounts {
  const bySub = new Map<string, Account>();
  const byEmail = new Map<string, Account>();
  const remember = (account: Account) => {
    bySub.set(account.sub, account);
    byEmail.set(account.email, account);
  };
  SEEDED.forEach(remember);
  store.list<Account>(PREFIX).forEach(remember);

  return {
    seeded: SEEDED,
    find: (sub) => bySub.get(sub),
    async authenticate(email, password) {
      const account = byEmail.get(toKey(email));
      // Deriving in both cases keeps the answer's time from telling whether the address is known.
      const matches = await verifyPassword(password, account?.passwordHash ?? SEEDED_PASSWORD_HASH);
      return matches ? account : undefined;
    },
    async signUp({ name, email, password }) {
      const passwordHash = await hashPassword(password);
      if (byEmail.has(toKey(email))) return "email-taken";
      const account: Account = {
        sub: `auth0|${randomBytes(12).toString("hex")}`,
        email: toKey(email),
        emailVerified: false,
        name: name.trim(),
        passwordHash,
        updatedAt: Math.floor(Date.now() / 1000),
      };
      remember(account);
      await store.set(`${PREFIX}${account.sub}`, account);
      return account;
    },
  };
}

function toKey(email: string): string {
  return email.trim().toLowerCase();
}
