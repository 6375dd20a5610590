import { entityKey, type Row } from "../cache/rows.ts";
import type { ModelIndex } from "../model/lookup.ts";

/**
 * Puts what several streams say of the same row into one order.
 *
 * Frames of one subscription follow each other as the database changed; those of two do not: one that took longer arrives later and
 * says what was before. The cache holds a row once, so that it would go back. But a stream that says something another one
 * has gone past is only late, and one that says the same as before says nothing new.
 */
export interface Timeline {
  /** Takes in a frame of a stream; its rows hold `__typename` and their primary key. */
  see(stream: string, frame: unknown): void;
  /** @returns What was seen, with the newest value of each column of each row: the same object where it has them all. */
  newest<T>(frame: T): T;
  /** What it said may lack a write that is known to be done: it does not count before it says something again. */
  doubt(stream: string): void;
  /** It says nothing any more. */
  end(stream: string): void;
}

/** A column of a row: the values it went through, and how far each stream is. */
interface Cell {
  values: unknown[];
  at: Map<string, number>;
}

type Cells = Map<string, Cell>;

/** @returns A timeline without anything on it. */
export function createTimeline(index: ModelIndex): Timeline {
  const rows = new Map<string, Cells>();
  const holding = new Map<string, Set<string>>();
  const doubted = new Set<string>();

  /** Goes through a value, with its copy where a column is replaced by another value. */
  function walk(value: unknown, column: (key: string, name: string, value: unknown) => unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const type = "__typename" in value ? String(value.__typename) : "";
    const table = index.table(type);
    const key = table ? entityKey(type, table, value as Row) : null;
    let copy: unknown[] | Row | undefined;
    for (const [name, inner] of Object.entries(value)) {
      let next: unknown = inner;
      if (typeof inner === "object" && inner !== null) next = walk(inner, column);
      // What is found under a path of a document is not the column.
      else if (key !== null && table!.columns[name]?.startsWith("json") === false)
        next = column(key, name, inner);
      if (next === inner) continue;
      copy ??= Array.isArray(value) ? [...(value as unknown[])] : { ...value };
      (copy as Row)[name] = next;
    }
    return copy ?? value;
  }

  function place({ values, at }: Cell, stream: string, value: unknown): void {
    const before = at.get(stream);
    let now = before === undefined ? values.lastIndexOf(value) : values[before] === value ? before : -1;
    if (before !== undefined && now < 0) now = values.indexOf(value, before + 1);
    if (now < 0) now = values.push(value) - 1;
    at.set(stream, now);
  }

  // What nobody says any more is forgotten.
  function forget({ values, at }: Cell): void {
    values.length = Math.max(...at.values()) + 1;
  }

  function newestOf({ values, at }: Cell): unknown {
    let newest = -1;
    for (const [stream, position] of at) if (!doubted.has(stream)) newest = Math.max(newest, position);
    return values.at(newest);
  }

  function leave(stream: string, key: string): void {
    const cells = rows.get(key);
    for (const [name, cell] of cells ?? []) {
      cell.at.delete(stream);
      if (cell.at.size === 0) cells!.delete(name);
      else forget(cell);
    }
    if (cells?.size === 0) rows.delete(key);
  }

  return {
    see(stream, frame) {
      doubted.delete(stream);
      const held = new Set<string>();
      walk(frame, (key, name, value) => {
        held.add(key);
        let cells = rows.get(key);
        if (!cells) rows.set(key, (cells = new Map()));
        let cell = cells.get(name);
        if (!cell) cells.set(name, (cell = { values: [], at: new Map() }));
        place(cell, stream, value);
        forget(cell);
        return value;
      });
      for (const key of holding.get(stream) ?? []) if (!held.has(key)) leave(stream, key);
      holding.set(stream, held);
    },
    newest: (frame) =>
      walk(frame, (key, name, value) => {
        const cell = rows.get(key)?.get(name);
        return cell ? newestOf(cell) : value;
      }) as typeof frame,
    doubt: (stream) => void doubted.add(stream),
    end(stream) {
      doubted.delete(stream);
      for (const key of holding.get(stream) ?? []) leave(stream, key);
      holding.delete(stream);
    },
  };
}
