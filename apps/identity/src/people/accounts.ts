import { randomBytes } from "node:crypto";
import type { Store } from "@potluck/file-store";
import type { Clock } from "../clock.ts";
import type { Account } from "./account.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { SEEDED_PASSWORD_HASH, SEEDED_PEOPLE } from "./seeded-people.ts";

/** What a person gives to sign up. */
export interface NewAccount {
  name: string;
  email: string;
  password: string;
  /** What they eat or don't; empty: not said. */
  diet: string;
}

/** The people who can sign in. */
export interface Accounts {
  find(sub: string): Account | undefined;
  /** @returns The account, or undefined when the address is unknown or the password wrong. */
  authenticate(email: string, password: string): Promise<Account | undefined>;
  /** @returns The account, or `"email-taken"`. */
  signUp(person: NewAccount): Promise<Account | "email-taken">;
}

const PREFIX = "Account:";

/**
 * @param store Where sign-ups are kept.
 * @param clock Dates them.
 */
export function createAccounts(store: Store, clock: Clock): Accounts {
  const bySub = new Map<string, Account>();
  const byEmail = new Map<string, Account>();
  const remember = (account: Account) => {
    bySub.set(account.sub, account);
    if (account.passwordHash !== undefined) byEmail.set(account.email, account);
  };
  SEEDED_PEOPLE.forEach(remember);
  store.list<Account>(PREFIX).forEach(remember);

  return {
    find: (sub) => bySub.get(sub),
    async authenticate(email, password) {
      const account = byEmail.get(toKey(email));
      // Deriving in both cases keeps the answer's time from telling whether the address is known.
      const matches = await verifyPassword(password, account?.passwordHash ?? SEEDED_PASSWORD_HASH);
      return matches ? account : undefined;
    },
    async signUp({ name, email, password, diet }) {
      const passwordHash = await hashPassword(password);
      if (byEmail.has(toKey(email))) return "email-taken";
      const account: Account = {
        sub: `auth0|${randomBytes(12).toString("hex")}`,
        email: toKey(email),
        emailVerified: false,
        name: name.trim(),
        passwordHash,
        updatedAt: clock.seconds(),
        userMetadata: diet === "" ? {} : { diet },
        appMetadata: { member_since: new Date(clock.now()).toISOString().slice(0, 10) },
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
