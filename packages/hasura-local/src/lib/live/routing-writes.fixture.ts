import fc from "fast-check";
import { code, dinner, item, person } from "./routing-questions.fixture.ts";

const text = (value: string | null): string => (value === null ? "null" : `'${value}'`);
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 5 });

/** Tests only: a random statement; it may fail and change nothing. */
export const write: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.tuple(item, optional(dinner), optional(person), optional(code)), { minLength: 1, maxLength: 3 })
    .map(
      (rows) =>
        `insert into items (id, dinner_id, person, code) select distinct on (id) * from (values ${rows
          .map(([a, b, c, d]) => `(${a}, ${b}::int, ${text(c)}::text, ${text(d)}::text)`)
          .join(", ")}) as v (id, dinner_id, person, code)
         on conflict (id) do update set dinner_id = excluded.dinner_id, code = excluded.code`,
    ),
  fc.tuple(item, optional(dinner)).map(([id, to]) => `update items set dinner_id = ${to} where id = ${id}`),
  fc
    .tuple(dinner, dinner)
    .map(([from, to]) => `update items set dinner_id = ${to} where dinner_id = ${from}`),
  fc.tuple(item, optional(code)).map(([id, to]) => `update items set code = ${text(to)} where id = ${id}`),
  fc
    .tuple(item, optional(person))
    .map(([id, to]) => `update items set person = ${text(to)} where id = ${id}`),
  fc.tuple(item, item).map(([id, to]) => `update items set id = ${to} where id = ${id}`),
  item.map((id) => `delete from items where id = ${id}`),
  fc.tuple(dinner, person).map(([id, who]) => `insert into members values (${id}, ${text(who)})`),
  fc
    .tuple(dinner, person)
    .map(([id, who]) => `delete from members where dinner_id = ${id} and person = ${text(who)}`),
  fc
    .tuple(dinner, person, person)
    .map(
      ([id, who, to]) =>
        `update members set person = ${text(to)} where dinner_id = ${id} and person = ${text(who)}`,
    ),
  fc
    .tuple(dinner, dinner, person)
    .map(
      ([id, to, who]) =>
        `update members set dinner_id = ${to} where dinner_id = ${id} and person = ${text(who)}`,
    ),
  fc.tuple(dinner, optional(code), optional(person)).map(
    ([id, a, b]) => `insert into dinners values (${id}, ${text(a)}, ${text(b)})
      on conflict (id) do update set code = excluded.code, owner = excluded.owner`,
  ),
  fc.tuple(dinner, dinner).map(([id, to]) => `update dinners set id = ${to} where id = ${id}`),
  fc.tuple(dinner, fc.nat(3)).map(([id, rank]) => `update dinners set rank = ${rank} where id = ${id}`),
  dinner.map((id) => `delete from dinners where id = ${id}`),
  // More rows than an announcement names.
  fc.tuple(dinner, person).map(
    ([id, who]) => `insert into items select n, ${id}, ${text(who)}, 'a' from generate_series(100, 150) n
      on conflict (id) do update set dinner_id = ${id}`,
  ),
  fc.constant("update items set rank = rank + 1"),
  fc.constant("delete from items where id >= 100"),
  fc.constant(
    "insert into items select n, 1 + n % 4, 'u1', 'a' from generate_series(1, 8) n on conflict do nothing",
  ),
  fc.constant("truncate items"),
);
