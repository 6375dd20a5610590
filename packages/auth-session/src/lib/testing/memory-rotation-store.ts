import type { RotationStore } from "../rotation-store.ts";

interface Row {
  owner: string;
  claimedUntil: number;
  sealed: string | null;
  session: string;
  generation: number;
  keepMs: number;
  forgetAt: number;
}

/**
 * The reference behaviour of a rotation store, in memory: for tests with several sessions objects that stand for several
 * processes.
 *
 * @returns The store.
 */
export function createMemoryRotationStore(): RotationStore {
  const rows = new Map<string, Row>();

  function find(key: string): Row | undefined {
    const row = rows.get(key);
    if (row && row.forgetAt <= Date.now()) {
      rows.delete(key);
      return undefined;
    }
    return row;
  }

  return {
    async claim(key, owner, ttlMs) {
      const row = find(key);
      if (row?.sealed != null) return { state: "done", sealed: row.sealed };
      if (row && row.owner !== owner && row.claimedUntil > Date.now()) return { state: "busy" };
      const forgetAt = Number.POSITIVE_INFINITY;
      const claim = {
        owner,
        claimedUntil: Date.now() + ttlMs,
        sealed: null,
        session: "",
        generation: 0,
        keepMs: 0,
        forgetAt,
      };
      rows.set(key, claim);
      return { state: "won" };
    },
    async publish(key, owner, { sealed, session, generation, until }, keepMs) {
      const row = find(key);
      if (row?.owner !== owner || row.sealed !== null) return false;
      rows.set(key, { ...row, sealed, session, generation, keepMs, forgetAt: until });
      return true;
    },
    async release(key, owner) {
      const row = find(key);
      return row?.owner === owner && row.sealed === null && rows.delete(key);
    },
    async find(key) {
      return find(key)?.sealed ?? undefined;
    },
    async presented(session, generation) {
      for (const row of rows.values()) {
        if (row.session === session && row.generation <= generation) {
          row.forgetAt = Math.min(row.forgetAt, Date.now() + row.keepMs);
        }
      }
    },
  };
}
