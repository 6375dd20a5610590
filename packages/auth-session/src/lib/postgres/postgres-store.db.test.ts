import { Secret } from "@potluck/contracts/secret";
import { createScratchDatabase, type ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rotationStoreContract } from "../testing/rotation-store-contract.ts";
import { sessionStoreContract } from "../testing/session-store-contract.ts";
import type { UseOnce } from "../use-once.ts";
import { createPostgresStore, type PostgresStore } from "./postgres-store.ts";

describe("createPostgresStore", () => {
  let scratch: ScratchDatabase;
  let stores: [PostgresStore, PostgresStore];
  let client: pg.Client;

  beforeAll(async () => {
    scratch = await createScratchDatabase();
    const url = new Secret(scratch.url);
    stores = [createPostgresStore({ url }), createPostgresStore({ url })];
    client = new pg.Client(scratch.url);
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await Promise.all(stores.map((store) => store.close()));
    await scratch.drop();
  });

  describe("rotations", () => {
    rotationStoreContract(() => [stores[0].rotations, stores[1].rotations]);
  });
  describe("sessions", () => {
    sessionStoreContract(() => [stores[0].sessions, stores[1].sessions]);
  });

  it("lets a thing be used once, whoever asks, and under which of its names", async () => {
    const [one, other] = stores.map(({ useOnce }) => useOnce) as [UseOnce, UseOnce];
    const until = Date.now() + 60_000;
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? one : other)(["a", "b"], until)),
    );
    expect(all.filter((isFirst) => isFirst)).toHaveLength(1);
    expect([await one(["b", "c"], until), await one(["d"], until)]).toEqual([false, true]);
  });

  it("says that every process sees the same", () => {
    expect(stores[0].sessions.isShared).toBe(true);
  });

  it("keeps everything in its own schema", async () => {
    const { rows } = await client.query<{ place: string }>(
      `select distinct table_schema as place from information_schema.tables
       where table_schema not in ('information_schema', 'pg_catalog')`,
    );
    expect(rows).toEqual([{ place: "auth_session" }]);
  });
});
