import type { Store } from "@potluck/file-store";
import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Clock } from "../clock.ts";
import { InvalidGrant, Provider } from "../oidc-provider.ts";
import { GRANT_MODELS, type Families, type GrantModel } from "./families.ts";
import { exchange, judge } from "./rotation.ts";

/** What records are kept with. */
export interface AdapterParts {
  store: Store;
  clock: Clock;
  families: Families;
  /** Seconds in which a refresh token that was just exchanged may be exchanged again. */
  rotationOverlap: number;
}

/**
 * Keeps the provider's sessions, grants and tokens in the store.
 *
 * @returns The factory that oidc-provider calls once per model.
 */
export function createAdapter(parts: AdapterParts): (model: string) => Adapter {
  return (model) => (model === "RefreshToken" ? refreshTokenAdapter(parts) : modelAdapter(parts, model));
}

function modelAdapter({ store, clock, families }: AdapterParts, model: string): Adapter {
  const keyOf = (id: string) => `${model}:${id}`;
  const grantModel: GrantModel | undefined = GRANT_MODELS.find((known) => known === model);
  return {
    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn === undefined ? undefined : clock.seconds() + expiresIn;
      await store.set(keyOf(id), payload, expiresAt);
      const { grantId, uid } = payload;
      if (model === "Session" && uid) await store.set(`SessionUid:${uid}`, id, expiresAt);
      if (grantModel && grantId) await families.join(grantId, grantModel, id, expiresAt);
    },
    find: async (id) => store.get<AdapterPayload>(keyOf(id)),
    async findByUid(uid) {
      const id = store.get<string>(`SessionUid:${uid}`);
      return id === undefined ? undefined : store.get<AdapterPayload>(keyOf(id));
    },
    findByUserCode: async () => undefined,
    async consume(id) {
      const payload = store.get<AdapterPayload>(keyOf(id));
      if (payload) await store.set(keyOf(id), { ...payload, consumed: clock.seconds() }, payload.exp);
    },
    async destroy(id) {
      const payload = store.get<AdapterPayload>(keyOf(id));
      await store.delete(keyOf(id));
      if (payload?.uid) await store.delete(`SessionUid:${payload.uid}`);
      if (grantModel && payload?.grantId) await families.leave(payload.grantId, grantModel, id);
    },
    async revokeByGrantId(grantId) {
      if (grantModel) await families.endMembers(grantId, grantModel);
    },
  };
}

/** As any model, except that Auth0's rotation rule says which tokens count as used. */
function refreshTokenAdapter(parts: AdapterParts): Adapter {
  const { clock, families } = parts;
  const records = modelAdapter(parts, "RefreshToken");
  const overlapMs = parts.rotationOverlap * 1000;

  return {
    ...records,
    async upsert(id, payload, expiresIn) {
      const parent = Provider.ctx?.oidc.entities.RotatedRefreshToken?.jti;
      const { grantId, accountId = "", clientId = "" } = payload;
      if (grantId) await families.add({ id, grantId, accountId, clientId, parent });
      await records.upsert(id, payload, expiresIn);
    },
    async find(id) {
      const payload = await records.find(id);
      const family = payload?.grantId ? families.of(payload.grantId) : undefined;
      if (!payload || !family) return undefined;
      // The provider revokes the whole grant when it is shown a token that counts as consumed.
      const consumed = judge(family, id, overlapMs, clock.now()) === "reused";
      return consumed ? { ...payload, consumed: true } : payload;
    },
    async consume(id) {
      const grantId = (await records.find(id))?.grantId;
      const family = grantId === undefined ? undefined : families.of(grantId);
      if (grantId === undefined || !family) throw new InvalidGrant("refresh token not found");
      const now = clock.now();
      // Judged again: another request may have exchanged it since `find`. Nothing is awaited between this and `keep`.
      if (judge(family, id, overlapMs, now) === "reused") {
        await families.end(grantId, "reused");
        throw new InvalidGrant("refresh token already used");
      }
      await families.keep(grantId, { ...family, ...exchange(family, id, now) });
    },
    revokeByGrantId: (grantId) =>
      families.end(grantId, Provider.ctx?.oidc.route === "revocation" ? "revoked" : "reused"),
  };
}
