import type { Store } from "@potluck/file-store";
import type { Clock } from "../clock.ts";
import type { FamilyEnd } from "../counters.ts";
import { issue, type RefreshFamily } from "./rotation.ts";

/** A family of refresh tokens and whose it is: all that came from one sign-in. */
export interface OwnedFamily extends RefreshFamily {
  accountId: string;
  clientId: string;
  /** When its latest token was issued, in milliseconds. */
  issuedAt: number;
}

/** What oidc-provider says about a refresh token when it issues one. */
export interface IssuedToken {
  id: string;
  grantId: string;
  accountId: string;
  clientId: string;
  /** The token that was exchanged for it, if any. */
  parent?: string;
}

/** The families of refresh tokens. What ends a family also ends its grant, and the access tokens and codes that came with it. */
export interface Families {
  of(grantId: string): OwnedFamily | undefined;
  /** @returns The grant that a refresh token belongs to; undefined where there is no such token. */
  grantOf(refreshToken: string): string | undefined;
  keep(grantId: string, family: OwnedFamily): Promise<void>;
  /** Takes a token in, and ends the oldest families where a person has too many in one application. */
  add(token: IssuedToken): Promise<void>;
  end(grantId: string, cause: FamilyEnd): Promise<void>;
  /** @returns How many families of a person have ended. */
  endAllOf(accountId: string, cause: FamilyEnd): Promise<number>;
  /** Remembers that a record ends with its grant. */
  join(grantId: string, model: GrantModel, id: string, expiresAt: number | undefined): Promise<void>;
  leave(grantId: string, model: GrantModel, id: string): Promise<void>;
  /** Ends the records of one model that belong to a grant. */
  endMembers(grantId: string, model: GrantModel): Promise<void>;
}

/** Models whose records end together when their grant is revoked. */
export const GRANT_MODELS = ["AccessToken", "AuthorizationCode", "RefreshToken"] as const;

/** One of {@link GRANT_MODELS}. */
export type GrantModel = (typeof GRANT_MODELS)[number];

/** Auth0's limit for one person in one application. */
export const MAX_FAMILIES = 200;
const LIFETIME_S = 31 * 24 * 3600;
const FAMILIES = "RefreshFamily:";

interface StoredFamily extends OwnedFamily {
  grantId: string;
}

/**
 * @param store Where families live.
 * @param onEnd Hears of each family that ended before its time.
 */
export function createFamilies(store: Store, clock: Clock, onEnd: (cause: FamilyEnd) => void): Families {
  const of = (grantId: string) => store.get<StoredFamily>(`${FAMILIES}${grantId}`);
  const all = () => store.list<StoredFamily>(FAMILIES);
  const keep = (grantId: string, family: OwnedFamily) =>
    store.set(`${FAMILIES}${grantId}`, { ...family, grantId }, clock.seconds() + LIFETIME_S);

  const endMembers = async (grantId: string, model: GrantModel) => {
    const prefix = memberKey(grantId, model, "");
    for (const id of store.list<string>(prefix)) {
      await store.delete(`${model}:${id}`);
      await store.delete(`${prefix}${id}`);
    }
  };
  const end = async (grantId: string, cause: FamilyEnd) => {
    // Before anything is awaited: a family that is asked to end twice at once is counted once.
    if (of(grantId)) onEnd(cause);
    await store.delete(`${FAMILIES}${grantId}`);
    for (const model of GRANT_MODELS) await endMembers(grantId, model);
    await store.delete(`Grant:${grantId}`);
  };

  return {
    of,
    // A refresh token is opaque: its value is the key of its record.
    grantOf: (refreshToken) => store.get<{ grantId: string }>(`RefreshToken:${refreshToken}`)?.grantId,
    keep,
    async add({ id, grantId, accountId, clientId, parent }) {
      const family = of(grantId);
      // The family ended while its token was being exchanged: the new token is born dead.
      if (parent !== undefined && !family) return;
      await keep(grantId, { ...issue(family, id, parent), accountId, clientId, issuedAt: clock.now() });
      if (family) return;
      const oldestFirst = all()
        .filter((known) => known.accountId === accountId && known.clientId === clientId)
        .toSorted((a, b) => a.issuedAt - b.issuedAt);
      for (const { grantId: oldest } of oldestFirst.slice(0, -MAX_FAMILIES)) await end(oldest, "evicted");
    },
    end,
    async endAllOf(accountId, cause) {
      const theirs = all().filter((family) => family.accountId === accountId);
      for (const { grantId } of theirs) await end(grantId, cause);
      return theirs.length;
    },
    join: (grantId, model, id, expiresAt) => store.set(memberKey(grantId, model, id), id, expiresAt),
    leave: (grantId, model, id) => store.delete(memberKey(grantId, model, id)),
    endMembers,
  };
}

function memberKey(grantId: string, model: GrantModel, id: string): string {
  return `GrantMember:${grantId}:${model}:${id}`;
}
