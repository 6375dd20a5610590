import { readOrder } from "../cache/order-by.ts";
import { entityKey, type Row } from "../cache/rows.ts";
import { dependsOn, type RowView } from "../cache/where.ts";
import { fieldArguments, type Variables } from "../documents/ast.ts";
import type { Blended } from "../live/row-journal.ts";
import type { ModelIndex } from "../model/lookup.ts";
import { writes, type HeldRows } from "./held-rows.ts";
import type { Shape } from "./shape.ts";

/** What blending needs to know. */
export interface BlendContext {
  index: ModelIndex;
  variables: Variables;
  held: HeldRows;
  /** @returns Columns, and rows it refers to, as they were painted when the row came to be held; undefined if they were not. */
  base(key: string): Row | undefined;
}

/**
 * Lets through what a frame says of rows that no write is on its way to. What is held stays as it is painted: written columns, the
 * place in a list that they decide, and counts of a table whose rows are made or removed.
 * @param painted What is painted of the field, without predictions; undefined at first.
 * @returns Undefined where there is nothing to hold on to: a count that is not painted yet.
 */
export function blendFrame(
  shape: Shape,
  painted: unknown,
  frame: unknown,
  context: BlendContext,
): Blended | undefined {
  const { index, held, variables } = context;
  if (held.size === 0) return { value: frame, isWhole: true };
  let isWhole = true;
  let lacksBase = false;

  const keyOf = (table: string, row: unknown): string | null => {
    const model = index.table(table);
    return model && row ? entityKey(table, model, row as Row) : null;
  };

  function blend(at: Shape, before: unknown, now: unknown): unknown {
    if (at.isAggregate) return blendAggregate(at, before as Row | undefined, now as Row);
    if (Array.isArray(now)) return blendList(at, before as Row[] | undefined, now as Row[]);
    return blendLink(at, before as Row | null | undefined, now as Row | null);
  }

  function blendAggregate(at: Shape, before: Row | undefined, now: Row): Row {
    const isCounted = [...held.values()].some(({ table, isWhole: whole }) => whole && table === at.table);
    if (isCounted && before === undefined) lacksBase = true;
    if (isCounted) isWhole = false;
    const next: Row = { ...(isCounted && before ? before : now) };
    for (const [key, inner] of at.inner)
      if (key in now) next[key] = blendList(inner, before?.[key] as Row[] | undefined, now[key] as Row[]);
    return next;
  }

  function blendLink(at: Shape, before: Row | null | undefined, now: Row | null): Row | null {
    const keys = [keyOf(at.table, before), keyOf(at.table, now)];
    if (keys[0] === keys[1]) return now && blendRow(at, before ?? undefined, now);
    if (before === undefined || !keys.some((key) => key !== null && held.get(key)?.isWhole))
      return now && blendRow(at, undefined, now);
    isWhole = false;
    return before;
  }

  function blendRow(at: Shape, before: Row | undefined, now: Row): Row {
    const key = keyOf(at.table, now);
    const hold = key === null ? undefined : held.get(key);
    if (hold) isWhole = false;
    const base = hold && { ...before, ...context.base(key!) };
    const next: Row = {};
    for (const [name, value] of Object.entries(now)) {
      const column = at.aliases.get(name) ?? name;
      const inner = at.inner.get(name);
      const isHeld = inner
        ? inner.rel && !inner.rel.many && Object.keys(inner.rel.map).some((local) => writes(hold, local))
        : writes(hold, column);
      if (isHeld && base && column in base) next[name] = base[column];
      else next[name] = inner ? blend(inner, before?.[name], value) : value;
    }
    return next;
  }

  function blendList(at: Shape, before: Row[] | undefined, now: Row[]): Row[] {
    const args = fieldArguments(at.field, variables);
    const isDecided = (key: string | null): boolean => {
      const hold = key === null ? undefined : held.get(key);
      if (!hold) return false;
      if (hold.isWhole) return true;
      return (
        dependsOn([args["where"], args["order_by"]], at.table, hold.columns, index) ||
        args["distinct_on"] !== undefined ||
        Object.values(at.rel?.map ?? {}).some((column) => writes(hold, column))
      );
    };
    const was = new Map((before ?? []).map((row) => [keyOf(at.table, row), row]));
    if (before && (args["offset"] || args["distinct_on"]) && [...held.keys()].some(isDecided)) {
      isWhole = false;
      const is = new Map(now.map((row) => [keyOf(at.table, row), row]));
      return before.map((row) => blendRow(at, row, is.get(keyOf(at.table, row)) ?? row));
    }
    const next: Row[] = [];
    const apart = new Map<string | null, Row>();
    for (const row of now) {
      const key = keyOf(at.table, row);
      if (before && isDecided(key)) apart.set(key, row);
      else next.push(blendRow(at, was.get(key), row));
    }
    if (apart.size > 0) isWhole = false;
    for (const [key, row] of was) {
      if (!isDecided(key)) continue;
      isWhole = false;
      putBack(next, blendRow(at, row, apart.get(key) ?? row), before!, at.table, args["order_by"]);
    }
    return next;
  }

  // Where the order can't be told, a row follows the one that it followed.
  function putBack(list: Row[], row: Row, before: readonly Row[], table: string, orderBy: unknown): void {
    const compare = readOrder(orderBy, index);
    let at = list.length;
    for (const [position, other] of list.entries()) {
      const order = compare?.(viewOf(table, row), viewOf(table, other));
      if (order === undefined) {
        const key = keyOf(table, row);
        const leading = before.slice(
          0,
          before.findIndex((each) => keyOf(table, each) === key),
        );
        const keys = new Set(leading.map((each) => keyOf(table, each)));
        at = list.findLastIndex((each) => keys.has(keyOf(table, each))) + 1;
        break;
      }
      if (order < 0) {
        at = position;
        break;
      }
    }
    list.splice(at, 0, row);
  }

  const value = blend(shape, painted, frame);
  return lacksBase ? undefined : { value, isWhole };
}

function viewOf(table: string, row: Row): RowView {
  return {
    table,
    column: (name) => row[name],
    related: () => undefined,
    many: () => ({ rows: [], isComplete: false }),
  };
}
