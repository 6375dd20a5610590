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
  /**
   * Takes in a frame of a stream; its rows hold `__typename` and their primary key.
   * @returns Streams that have to be asked again, and are doubted till then: a row is gone of which this one had said more than they have.
   */
  see(stream: string, frame: unknown): Iterable<string>;
  /** @returns What was seen, with the newest value of each column of each row: the same object where it has them all. */
  newest<T>(frame: T): T;
  /**
   * Takes in the answer to an own write: what it wrote is newer than what any stream has said so far. What it read besides may be older.
   * @returns It, with the newest value of each column.
   */
  acknowledge<T>(answer: T, isWritten: (table: string, column: string) => boolean): T;
  /** What it said may lack a write that is known to be done: it does not count before it says something again. */
  doubt(stream: string): void;
  /** It says nothing any more. @returns Streams that have to be asked again, as {@link see} does. */
  end(stream: string): Iterable<string>;
}

/** A column of a row: the values it went through, and how far each stream is. */
interface Cell {
  values: unknown[];
  at: Map<string, number>;
}

type Cells = Map<string, Cell>;

/** Takes the place of a stream for what is known to be newer than what any stream has said: they are being asked again. */
const KNOWN = "known";

/** @returns A timeline without anything on it. */
export function createTimeline(index: ModelIndex): Timeline {
  const rows = new Map<string, Cells>();
  const holding = new Map<string, Set<string>>();
  const doubted = new Set<string>();

  /** Goes through a value, with its copy where a column is replaced by another value. */
  function walk(
    value: unknown,
    column: (key: string, name: string, value: unknown, table: string) => unknown,
  ): unknown {
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
        next = column(key, name, inner, type);
      if (next === inner) continue;
      copy ??= Array.isArray(value) ? [...(value as unknown[])] : { ...value };
      (copy as Row)[name] = next;
    }
    return copy ?? value;
  }

  function place(cell: Cell, stream: string, value: unknown): void {
    const { values, at } = cell;
    const before = at.get(stream);
    let now = before === undefined ? values.lastIndexOf(value) : values[before] === value ? before : -1;
    if (before !== undefined && now < 0) now = values.indexOf(value, before + 1);
    if (now < 0) {
      at.delete(stream);
      const ahead = newestAt(cell);
      // Another one has gone further: this may be what it skipped. If it is not, the other one will say it, too.
      if (ahead > (before ?? -1)) {
        values.splice(ahead, 0, value);
        for (const [other, position] of at) if (position >= ahead) at.set(other, position + 1);
        now = ahead;
      } else now = values.push(value) - 1;
    }
    at.set(stream, now);
  }

  // What nobody says any more is forgotten.
  function forget({ values, at }: Cell): void {
    values.length = Math.max(...at.values()) + 1;
  }

  function newestAt({ at }: Cell): number {
    let newest = -1;
    for (const [stream, position] of at) if (!doubted.has(stream)) newest = Math.max(newest, position);
    return newest;
  }

  function leave(stream: string, held: ReadonlySet<string>): Set<string> {
    const behind = new Set<string>();
    for (const key of holding.get(stream) ?? []) {
      const cells = held.has(key) ? undefined : rows.get(key);
      for (const [name, cell] of cells ?? []) {
        const position = cell.at.get(stream);
        cell.at.delete(stream);
        const others = [...cell.at.keys()].filter((other) => other !== KNOWN);
        if (others.length === 0) cells!.delete(name);
        else if (position !== undefined && !doubted.has(stream) && position > newestAt(cell)) {
          cell.at.set(KNOWN, position);
          for (const other of others) behind.add(other);
        } else forget(cell);
      }
      if (cells?.size === 0) rows.delete(key);
    }
    for (const other of behind) doubted.add(other);
    return behind;
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
        // This one was asked after that was known, and says what came of it.
        cell.at.delete(KNOWN);
        place(cell, stream, value);
        forget(cell);
        return value;
      });
      const behind = leave(stream, held);
      holding.set(stream, held);
      return behind;
    },
    newest: (frame) =>
      walk(frame, (key, name, value) => {
        const cell = rows.get(key)?.get(name);
        return cell ? cell.values.at(newestAt(cell)) : value;
      }) as typeof frame,
    acknowledge: (answer, isWritten) =>
      walk(answer, (key, name, value, table) => {
        const cell = rows.get(key)?.get(name);
        if (!cell) return value;
        if (isWritten(table, name)) cell.at.set(KNOWN, cell.values.push(value) - 1);
        return cell.values.at(newestAt(cell));
      }) as typeof answer,
    doubt: (stream) => void doubted.add(stream),
    end(stream) {
      const behind = leave(stream, new Set());
      doubted.delete(stream);
      holding.delete(stream);
      return behind;
    },
  };
}
