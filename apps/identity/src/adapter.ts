import type { Store } from "@potluck/file-store";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { InvalidGrant, Provider } from "./oidc-provider.ts";
import { exchange, issue, judge, type RefreshFamily } from "./rotation.ts";

/** Models whose records end together when their grant is revoked. */
const GRANTABLE = ["AccessToken", "AuthorizationCode", "RefreshToken"];
const FAMILY_LIFETIME_S = 31 * 24 * 3600;

/**
 * Keeps the provider's sessions, grants and tokens in the store.
 *
 * @param store Where records live.
 * @param rotationOverlapS Seconds in which a refresh token that was just exchanged may be exchanged again.
 * @returns The factory that oidc-provider calls once per model.
 */
export function createAdapter(store: Store, rotationOverlapS: number): (model: string) => Adapter {
  return (model) =>
    model === "RefreshToken" ? refreshTokenAdapter(store, rotationOverlapS) : modelAdapter(store, model);
}

function modelAdapter(store: Store, model: string): Adapter {
  const keyOf = (id: string) => `${model}:${id}`;
  return {
    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn === undefined ? undefined : Math.floor(Date.now() / 1000) + expiresIn;
      await store.set(keyOf(id), payload, expiresAt);
      const { grantId, uid } = payload;
      if (model === "Session" && uid) await store.set(`SessionUid:${uid}`, id, expiresAt);
      if (GRANTABLE.includes(model) && grantId) await store.set(memberKey(grantId, model, id), id, expiresAt);
    },
    find: async (id) => store.get<AdapterPayload>(keyOf(id)),
    async findByUid(uid) {
      const id = store.get<string>(`SessionUid:${uid}`);
      return id === undefined ? undefined : store.get<AdapterPayload>(keyOf(id));
    },
    findByUserCode: async () => undefined,
    async consume(id) {
      const payload = store.get<AdapterPayload>(keyOf(id));
      const expiresAt = payload?.exp;
      if (payload)
        await store.set(keyOf(id), { ...payload, consumed: Math.floor(Date.now() / 1000) }, expiresAt);
    },
    async destroy(id) {
      const payload = store.get<AdapterPayload>(keyOf(id));
      await store.delete(keyOf(id));
      if (payload?.uid) await store.delete(`SessionUid:${payload.uid}`);
      if (payload?.grantId) await store.delete(memberKey(payload.grantId, model, id));
    },
    revokeByGrantId: (grantId) => revokeGrant(store, grantId, model),
  };
}

/** As any model, except that Auth0's rotation rule says which tokens count as used. */
function refreshTokenAdapter(store: Store, rotationOverlapS: number): Adapter {
  const records = modelAdapter(store, "RefreshToken");
  const overlapMs = rotationOverlapS * 1000;
  const familyOf = (grantId: string) => store.get<RefreshFamily>(familyKey(grantId));
  const keep = (grantId: string, family: RefreshFamily) =>
    store.set(familyKey(grantId), family, Math.floor(Date.now() / 1000) + FAMILY_LIFETIME_S);

  return {
    ...records,
    async upsert(id, payload, expiresIn) {
      const parent = Provider.ctx?.oidc.entities.RotatedRefreshToken?.jti;
      if (payload.grantId) await keep(payload.grantId, issue(familyOf(payload.grantId), id, parent));
      await records.upsert(id, payload, expiresIn);
    },
    async find(id) {
      const payload = await records.find(id);
      const family = payload?.grantId ? familyOf(payload.grantId) : undefined;
      if (!payload || !family) return undefined;
      // The provider revokes the whole grant when it is shown a token that counts as consumed.
      const consumed = judge(family, id, overlapMs, Date.now()) === "reused";
      return consumed ? { ...payload, consumed: true } : payload;
    },
    async consume(id) {
      const grantId = (await records.find(id))?.grantId;
      const family = grantId === undefined ? undefined : familyOf(grantId);
      if (grantId === undefined || !family) throw new InvalidGrant("refresh token not found");
      const now = Date.now();
      // Judged again: another request may have exchanged it since `find`. Nothing is awaited between this and `keep`.
      if (judge(family, id, overlapMs, now) === "reused") {
        for (const model of GRANTABLE) await revokeGrant(store, grantId, model);
        await store.delete(`Grant:${grantId}`);
        throw new InvalidGrant("refresh token already used");
      }
      await keep(grantId, exchange(family, id, now));
    },
  };
}

function memberKey(grantId: string, model: string, id: string): string {
  return `GrantMember:${grantId}:${model}:${id}`;
}

function familyKey(grantId: string): string {
  return `RefreshFamily:${grantId}`;
}

async function revokeGrant(store: Store, grantId: string, model: string): Promise<void> {
  const prefix = memberKey(grantId, model, "");
  for (const id of store.list<string>(prefix)) {
    await store.delete(`${model}:${id}`);
    await store.delete(`${prefix}${id}`);
  }
  if (model === "RefreshToken") await store.delete(familyKey(grantId));
}
