import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCatalog } from "./load.ts";

let database: ScratchDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createScratchDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  await pool.query(`
    create collation ignoring_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    create table people (id text primary key, name text);
    create table meals (id int primary key, host text references people, place text, loose text collate ignoring_case);
    create table guests (
      meal_id int references meals, person text references people, code varchar(9), at timestamptz default now(),
      primary key (meal_id, person)
    );
    create table dishes (id int primary key, meal_id int references meals, cook text references people, loose text
      collate ignoring_case);
    create function busy() returns int stable language sql as 'select count(*)::int from guests';
    create function twice(int) returns int immutable language sql as 'select $1 * 2';
    create view hosts as select id as host_of, host from meals;
    create materialized view totals as select meal_id, count(*) from guests group by meal_id;
  `);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Which rows of which tables a view's rows are made of: `table: key=column …`, `table: *` for every row. */
async function readsOf(query: string): Promise<string[]> {
  await pool.query(`create view tested as ${query}`);
  try {
    const view = (await loadCatalog(pool)).tables.get("public.tested");
    return (view?.reads ?? [])
      .map(({ table, columns }) => {
        const pairs = columns.map(({ own, base }) => `${base}=${own}`).toSorted();
        return `${table.name}: ${pairs.join(" ") || "*"}`;
      })
      .toSorted();
  } finally {
    await pool.query("drop view tested");
  }
}

describe("BaseTables", () => {
  it.each([
    [
      "select meal_id, person, at from guests where at > now() - interval '1 minute'",
      "guests: meal_id=meal_id person=person",
    ],
    ["select meal_id as meal, person || '' as person, 1 as one from guests", "guests: meal_id=meal"],
    ["select meal_id as a, meal_id as b from guests", "guests: meal_id=a meal_id=b"],
    ["select id::text from meals", "meals: *"],
    // Keys only are announced.
    ["select code from guests", "guests: *"],
    ["select meal_id from guests tablesample bernoulli (50)", "guests: *"],
  ])("follows the columns of %s", async (query, read) => {
    expect(await readsOf(query)).toEqual([read]);
  });

  it.each([
    ["select distinct meal_id, person from guests", "guests: meal_id=meal_id person=person"],
    [
      "select distinct on (meal_id) meal_id, person from guests order by meal_id, at",
      "guests: meal_id=meal_id",
    ],
    [
      "select meal_id, max(person) as person, count(*) from guests group by meal_id having count(*) > 1",
      "guests: meal_id=meal_id",
    ],
    [
      "select meal_id, person from guests group by meal_id, person, at",
      "guests: meal_id=meal_id person=person",
    ],
    ["select meal_id, person, count(*) from guests group by rollup (meal_id, person)", "guests: *"],
    ["select max(meal_id) as meal_id from guests", "guests: *"],
    [
      "select meal_id, person, rank() over (partition by meal_id order by at) from guests",
      "guests: meal_id=meal_id",
    ],
    [
      "select meal_id, rank() over (order by at), count(*) over (partition by meal_id) from guests",
      "guests: *",
    ],
    ["select meal_id from guests order by at limit 10", "guests: *"],
    ["select meal_id from guests order by at offset 1", "guests: *"],
    ["select meal_id from (select meal_id from guests limit 9) as few", "guests: *"],
    ["select distinct loose from meals", "meals: *"],
    ["select meal_id from guests for share", "guests: *"],
  ])("lets only such rows go that %s keeps apart", async (query, read) => {
    expect(await readsOf(query)).toEqual([read]);
  });

  it.each([
    [
      "select meals.id, person from meals join guests on guests.meal_id = meals.id",
      ["guests: meal_id=id person=person", "meals: id=id"],
    ],
    [
      "select meal_id, place from meals, guests where meals.id = meal_id",
      ["guests: meal_id=meal_id", "meals: id=meal_id"],
    ],
    [
      "select m.id from meals m left join guests g on g.meal_id = m.id",
      ["guests: meal_id=id", "meals: id=id"],
    ],
    [
      "select meal_id from meals m left join guests g on g.meal_id = m.id",
      ["guests: meal_id=meal_id", "meals: id=meal_id"],
    ],
    [
      "select m.id, g.meal_id from meals m full join guests g on g.meal_id = m.id",
      ["guests: meal_id=id meal_id=meal_id", "meals: id=id id=meal_id"],
    ],
    [
      "select id from (select id from meals) m right join guests g on g.meal_id = m.id and g.person = 'a'",
      ["guests: meal_id=id", "meals: id=id"],
    ],
    // What holds in the middle for pairs need not hold for those without a partner.
    [
      "select m.id from meals m left join guests g on g.meal_id = m.id left join dishes d on d.meal_id = g.meal_id",
      ["dishes: *", "guests: meal_id=id", "meals: id=id"],
    ],
    [
      "select m.id from meals m left join (guests g join dishes d on d.meal_id = g.meal_id) on g.meal_id = m.id",
      ["dishes: meal_id=id", "guests: meal_id=id", "meals: id=id"],
    ],
    [
      "select m.id from meals m join guests g on g.meal_id = m.id or g.person = m.host",
      ["guests: *", "meals: id=id"],
    ],
    ["select m.id from meals m join guests g on g.meal_id <> m.id", ["guests: *", "meals: id=id"]],
    [
      "select id from meals m full join guests g on m.id = g.meal_id full join (select 1 as x) as one on x = id",
      ["guests: meal_id=id", "meals: id=id"],
    ],
    [
      "select meal_id from guests full join (select meal_id, cook from dishes) d using (meal_id)",
      ["dishes: *", "guests: *"],
    ],
    [
      "select meal_id from guests left join (select meal_id, cook from dishes) d using (meal_id)",
      ["dishes: meal_id=meal_id", "guests: meal_id=meal_id"],
    ],
    // The same table twice, in different rows.
    [
      "select a.person from guests a join guests b on a.meal_id = b.meal_id",
      ["guests: *", "guests: person=person"],
    ],
    ["select p.id from people p join guests g on g.code = p.id", ["guests: *", "people: id=id"]],
    ["select m.host from meals m join dishes d on d.loose = m.loose", ["dishes: *", "meals: host=host"]],
  ])("follows the joins of %s", async (query, reads) => {
    expect(await readsOf(query)).toEqual(reads);
  });

  it.each([
    [
      "select meal_id from guests union select id from meals",
      ["guests: meal_id=meal_id", "meals: id=meal_id"],
    ],
    [
      "select meal_id, person from guests union all select id, host from meals except select 1, 'a'",
      ["guests: meal_id=meal_id person=person", "meals: host=person id=meal_id"],
    ],
    ["select meal_id::bigint from guests intersect select id from meals", ["guests: *", "meals: id=meal_id"]],
    [
      "(select meal_id from guests limit 3) union all select id from meals",
      ["guests: *", "meals: id=meal_id"],
    ],
    ["select meal_id from guests union select id from meals limit 3", ["guests: *", "meals: *"]],
    ["select loose as a from meals union select loose from dishes", ["dishes: *", "meals: *"]],
  ])("follows both sides of %s", async (query, reads) => {
    expect(await readsOf(query)).toEqual(reads);
  });

  it.each([
    [
      "select id, (select count(*) from guests where meal_id = meals.id) from meals",
      ["guests: meal_id=id", "meals: id=id"],
    ],
    [
      "select id from meals where exists (select from guests where meal_id = meals.id and exists (select from people where people.id = guests.person and people.id = meals.host))",
      ["guests: meal_id=id", "meals: id=id", "people: *"],
    ],
    [
      "select id, host from meals where exists (select from guests where meal_id = meals.id and exists (select from people where people.id = meals.host))",
      ["guests: meal_id=id", "meals: host=host id=id", "people: id=host"],
    ],
    ["select id from meals where id in (select meal_id from guests)", ["guests: *", "meals: id=id"]],
    [
      "select id, n from meals left join lateral (select count(*) as n from guests where meal_id = meals.id) c on true",
      ["guests: meal_id=id", "meals: id=id"],
    ],
    [
      "select host, count(*) from meals group by host having (select count(*) from people where people.id = meals.host) > 0",
      ["meals: host=host", "people: id=host"],
    ],
    [
      "select max(id) as id, (select count(*) from guests where meal_id = max(meals.id)) from meals",
      ["guests: *", "meals: *"],
    ],
    ["with g as (select meal_id from guests) select meal_id from g", ["guests: *"]],
    [
      "select m.id from meals m join guests g on g.meal_id = m.id and exists (select from dishes where meal_id = m.id)",
      ["dishes: *", "guests: meal_id=id", "meals: id=id"],
    ],
  ])("follows the subqueries of %s", async (query, reads) => {
    expect(await readsOf(query)).toEqual(reads);
  });

  it.each([
    ["select host_of, host from hosts", ["meals: host=host id=host_of"]],
    [
      "select host_of from hosts join guests on meal_id = host_of",
      ["guests: meal_id=host_of", "meals: id=host_of"],
    ],
    ["select host_of from hosts limit 1", ["meals: *"]],
    // It changes when it is refreshed, not when what it was made from does.
    ["select meal_id from totals", ["totals: *"]],
  ])("looks through the views of %s", async (query, reads) => {
    expect(await readsOf(query)).toEqual(reads);
  });

  it.each([
    ["select meal_id, busy() from guests", ["guests: *"]],
    ["select meal_id, query_to_xml('select 1', true, true, '') as x from guests", ["guests: *"]],
    [
      "select meal_id, twice(meal_id), now(), to_char(at, 'YYYY'), json_build_object('a', person) from guests",
      ["guests: meal_id=meal_id"],
    ],
  ])("trusts functions of %s as far as they cannot read tables", async (query, reads) => {
    expect(await readsOf(query)).toEqual(reads);
  });
});
