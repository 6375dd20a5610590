import fc from "fast-check";

/** Tests only: random views over three small tables and one more view. */

export const TABLES = ["a", "b", "c"] as const;

type Type = "int" | "text";

interface Column {
  name: string;
  type: Type;
}

export interface ViewDefinition {
  sql: string;
  columns: readonly Column[];
  /** The same with the columns of a table. */
  padded: string;
}

/** A statement that changes one of some tables. */
export type Change = (tables: readonly string[]) => { table: string; sql: string };

const value = fc.integer({ min: 1, max: 3 });
const letter = fc.constantFrom("'x'", "'y'", "null");

export const data: fc.Arbitrary<string> = fc
  .tuple(
    ...TABLES.map((name) =>
      fc.array(fc.tuple(value, letter), { minLength: 2, maxLength: 5 }).map((list) => ({ name, list })),
    ),
  )
  .map((tables) =>
    tables
      .map(
        ({ name, list }) =>
          `insert into ${name} values ${list.map(([k, t], index) => `(${index + 1}, ${k}, ${t})`).join(", ")}`,
      )
      .join("; "),
  );

export const change: fc.Arbitrary<Change> = fc
  .tuple(fc.nat({ max: 5 }), fc.constantFrom("insert", "update", "update", "delete"), value, value, letter)
  .map(([which, kind, id, k, t]) => (tables) => {
    const table = tables[which % tables.length] ?? "";
    if (kind === "delete") return { table, sql: `delete from ${table} where id = ${id}` };
    if (kind === "update") return { table, sql: `update ${table} set k = ${k}, t = ${t} where id = ${id}` };
    return { table, sql: `insert into ${table} select coalesce(max(id), 0) + 1, ${k}, ${t} from ${table}` };
  });

/** Columns that an expression can name, by alias. */
type Visible = readonly (Column & { alias: string })[];

class Writer {
  readonly #choices: readonly number[];
  readonly #relations: readonly string[];
  #aliases = 0;
  #drawn = 0;

  constructor(choices: readonly number[], relations: readonly string[]) {
    this.#choices = choices;
    this.#relations = relations;
  }

  /** A SELECT, or several with a set operation between them. */
  query(depth: number, outer: Visible, types?: readonly Type[]): ViewDefinition {
    if (depth > 0 && this.#chance(6)) {
      const left = this.#select(depth - 1, outer, types);
      const right = this.#select(
        depth - 1,
        outer,
        left.columns.map(({ type }) => type),
      );
      const operator = this.#pick("union", "union all", "intersect", "except", "except all");
      const sql = `(${left.sql}) ${operator} (${right.sql})${this.#chance(6) ? " order by 1, 2 limit 2" : ""}`;
      return named(left.columns, sql);
    }
    return this.#select(depth, outer, types);
  }

  #select(depth: number, outer: Visible, types?: readonly Type[]): ViewDefinition {
    const from = this.#from(depth);
    const where = [
      ...this.#conditions(from.visible, from.visible, outer),
      ...this.#tests(depth, from.visible),
    ];
    const chosen = (
      types ?? this.#pick<readonly Type[]>(["int", "text"], ["int", "int", "text"], ["text", "int", "int"])
    ).map((type) => this.#columnOf(type, from.visible));
    const columns = chosen.map(({ type }, index) => ({ name: `c${index + 1}`, type }));
    const text = (list: readonly string[]): string =>
      list.map((each, index) => `${each} as c${index + 1}`).join(", ");
    const plain = chosen.map(reference);
    const base = `from ${from.sql}${where.length > 0 ? ` where ${where.join(" and ")}` : ""}`;
    const all = from.visible.map(reference).join(", ");
    switch (
      this.#pick(
        "plain",
        "plain",
        "plain",
        "scalar",
        "computed",
        "group",
        "distinct",
        "on",
        "window",
        "limit",
      )
    ) {
      case "scalar": {
        const [first, ...rest] = plain;
        const inner = this.#from(0);
        const conditions = this.#conditions(inner.visible, inner.visible, [...from.visible, ...outer]);
        const count = `(select count(*)::int from ${inner.sql} where ${["true", ...conditions].join(" and ")})`;
        return named(
          columns,
          `select ${text([chosen[0]?.type === "int" ? count : (first ?? ""), ...rest])} ${base}`,
        );
      }
      case "computed":
        return named(
          columns,
          `select ${text(chosen.map((each) => (each.type === "int" ? `${reference(each)} + 0` : reference(each))))} ${base}`,
        );
      case "group": {
        const having = this.#chance(3) ? " having count(*) > 1" : "";
        const last = chosen.at(-1);
        const extreme = last && `max(${reference(last)})`;
        return named(
          columns,
          `select ${text([...plain.slice(0, -1), extreme ?? ""])} ${base} group by ${plain.slice(0, -1).join(", ") || "()"}${having}`,
        );
      }
      case "distinct":
        return named(columns, `select distinct ${text(plain)} ${base}`);
      case "on": {
        const key = plain[0] ?? "";
        return named(columns, `select distinct on (${key}) ${text(plain)} ${base} order by ${key}, ${all}`);
      }
      case "window": {
        const partition = this.#columnOf("int", from.visible);
        const over = `row_number() over (partition by ${reference(partition)} order by ${all})::int`;
        return named(
          columns,
          `select ${text(chosen.map((each, index) => (index === 0 && each.type === "int" ? over : reference(each))))} ${base}`,
        );
      }
      case "limit":
        return named(columns, `select ${text(plain)} ${base} order by ${all} limit 2`);
      default:
        return named(columns, `select ${text(plain)} ${base}`);
    }
  }

  #from(depth: number): { sql: string; visible: Visible } {
    const first = this.#item(depth, []);
    if (depth === 0 || this.#chance(3)) return first;
    const second =
      this.#pick("plain", "lateral") === "lateral" && depth > 0
        ? this.#item(depth, first.visible)
        : this.#from(depth - 1);
    const visible = [...first.visible, ...second.visible];
    const kind = second.sql.startsWith("lateral")
      ? this.#pick("join", "left join", ",")
      : this.#pick("join", "left join", "left join", "right join", "full join", ",");
    if (kind === ",") return { sql: `${first.sql} cross join ${second.sql}`, visible };
    const on = [
      this.#equality(first.visible, second.visible),
      ...(this.#chance(2) ? [this.#equality(visible, visible)] : []),
      ...this.#conditions(visible, visible, []),
    ];
    return { sql: `(${first.sql} ${kind} ${second.sql} on ${on.join(" and ")})`, visible };
  }

  #item(depth: number, lateral: Visible): { sql: string; visible: Visible } {
    const alias = this.#alias();
    if (lateral.length === 0 && (depth === 0 || !this.#chance(3))) {
      const relation = this.#pick(...this.#relations);
      const columns: Column[] = [
        { name: "id", type: "int" },
        { name: "k", type: "int" },
        { name: "t", type: "text" },
      ];
      return { sql: `${relation} as ${alias}`, visible: columns.map((column) => ({ ...column, alias })) };
    }
    const inner = this.query(Math.max(0, depth - 1), lateral);
    return {
      sql: `${lateral.length > 0 ? "lateral " : ""}(${inner.sql}) as ${alias}`,
      visible: inner.columns.map((column) => ({ ...column, alias })),
    };
  }

  /** Mostly none, else equalities and whatever else one compares. */
  #conditions(left: Visible, right: Visible, outer: Visible): string[] {
    const list: string[] = [];
    if (outer.length > 0 && !this.#chance(4)) list.push(this.#equality(left, outer));
    if (this.#chance(4)) list.push(this.#equality(left, right));
    if (this.#chance(6))
      list.push(`(${this.#equality(left, right)} or ${reference(this.#columnOf("int", left))} = 1)`);
    if (this.#chance(6))
      list.push(`${reference(this.#columnOf("int", left))} < ${reference(this.#columnOf("int", right))}`);
    if (this.#chance(8)) list.push(`not ${this.#equality(left, right)}`);
    return list;
  }

  #tests(depth: number, visible: Visible): string[] {
    if (depth === 0 || !this.#chance(4)) return [];
    const inner = this.query(depth - 1, visible, ["int", "text"]);
    return [
      this.#pick(
        `exists (${inner.sql})`,
        `not exists (${inner.sql})`,
        `${reference(this.#columnOf("int", visible))} in (select c1 from (${inner.sql}) as ${this.#alias()})`,
      ),
    ];
  }

  #equality(left: Visible, right: Visible): string {
    const one = this.#columnOf(this.#pick("int", "int", "int", "text"), left);
    return `${reference(one)} = ${reference(this.#columnOf(one.type, right))}`;
  }

  /** Everything has columns of both types. */
  #columnOf(type: Type, visible: Visible): Visible[number] {
    return this.#pick(...visible.filter((column) => column.type === type));
  }

  #alias(): string {
    this.#aliases += 1;
    return `t${this.#aliases}`;
  }

  #chance(oneIn: number): boolean {
    return this.#draw(oneIn) === oneIn - 1;
  }

  #pick<T>(...choices: readonly T[]): T {
    return choices[this.#draw(choices.length)] as T;
  }

  #draw(kinds: number): number {
    this.#drawn += 1;
    return (this.#choices[this.#drawn % this.#choices.length] ?? 0) % kinds;
  }
}

function reference({ alias, name }: Visible[number]): string {
  return `${alias}.${name}`;
}

function named(columns: readonly Column[], sql: string): ViewDefinition {
  const ints = columns.filter(({ type }) => type === "int").map(({ name }) => name);
  const [text] = columns.filter(({ type }) => type === "text").map(({ name }) => name);
  const padded = `select ${ints[0] ?? "1"}, ${ints[1] ?? ints[0] ?? "1"}, ${text ?? "'x'::text"} from (${sql}) as padded`;
  return { sql, columns, padded };
}

/** A view's query over relations with the columns of the tables. */
export function viewDefinition(relations: readonly string[]): fc.Arbitrary<ViewDefinition> {
  return fc
    .array(fc.nat({ max: 10_000 }), { minLength: 300, maxLength: 300 })
    .map((choices) => new Writer(choices, relations).query((choices[0] ?? 0) % 3, []));
}
