import { Secret } from "@potluck/contracts/secret";
import { createScratchDatabase, type ScratchDatabase } from "@potluck/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp } from "./clean-up.ts";
import { Database } from "./database.ts";

describe("cleanUp", () => {
  let scratch: ScratchDatabase;
  let database: Database;

  beforeAll(async () => {
    scratch = await createScratchDatabase();
    const url = new Secret(scratch.url);
    database = new Database({
      url,
      maxConnections: 4,
      timeoutMs: 10_000,
      migrates: true,
      log: () => undefined,
    });
  });
  afterAll(async () => {
    await database.close();
    await scratch.drop();
  });

  const count = async (table: string) =>
    (
      await database.query<{ count: number }>(`select count(*)::integer as count from auth_session.${table}`)
    )[0]?.count;

  it("removes what nobody needs any more, however much there is, and nothing else, also when several do", async () => {
    await database.query(
      `insert into auth_session.endings select 'old-' || n, null, now() - interval '1 s' from generate_series(1, 1800) n`,
    );
    await database.query(
      `insert into auth_session.endings select 'new-' || n, null, now() + interval '1 h' from generate_series(1, 7) n`,
    );
    await database.query(
      `insert into auth_session.single_uses values ('old', now() - interval '1 s'), ('new', now() + interval '1 h')`,
    );
    await database.query(
      `insert into auth_session.rotations (key, owner, claimed_until, sealed, forget_at) values
         ('presented', 'o', now(), 's', now() - interval '1 s'),
         ('waiting', 'o', now() - interval '1 h', 's', now() + interval '7 days'),
         ('died', 'o', now() - interval '2 h', null, now() - interval '1 h'),
         ('claimed', 'o', now() + interval '9 s', null, now() + interval '1 h')`,
    );
    const removed = await Promise.all([cleanUp(database), cleanUp(database), cleanUp(database)]);
    // Rows that one is at work on are skipped by the others, so that a last run may find some.
    const rest = await cleanUp(database);
    expect(removed.reduce((sum, rows) => sum + rows, rest)).toBe(1800 + 1 + 2);
    expect(await Promise.all(["endings", "single_uses", "rotations"].map(count))).toEqual([7, 1, 2]);
  });
});
