import type { ModelIndex } from "../model/lookup.ts";
import { remembered } from "../remembered.ts";
import { forget, newestAt, place, type Cell } from "./cell.ts";
import { walkRows } from "./walk-rows.ts";

/**
 * Puts what several streams say of the same row into one order.
 *
 * Frames of one subscription follow each other as the database changed; those of two do not: one that took longer arrives later and
 * says what was before. The cache holds a row once, so that it would go back. But a stream that says something another one
 * has gone past is only late, and one that says the same as before says nothing new.
 */
export interface Timeline {
  /**
   * Takes in a frame of a stream; its rows hold `__typename` and their primary key. What is the same object as in its frame before is passed over.
   * @returns Streams that have to be asked again, and are doubted till then: a row is gone of which this one had said more than they have.
   */
  see(stream: string, frame: unknown): Iterable<string>;
  /**
   * @param isMixed Whether it holds rows of older frames, too, so that nothing is passed over.
   * @returns What was seen, with the newest value of each column of each row: the same object where it has them all.
   */
  readonly newest: <T>(frame: T, isMixed?: boolean) => T;
  /**
   * Takes in the answer to an own write: what it wrote is newer than what any stream has said so far. What it read besides may be older.
   * @param isHeld Whether not all that streams say of a row is painted yet; by the cache's key. What the answer says of it is left alone.
   * @returns It, with the newest value of each column.
   */
  acknowledge<T>(
    answer: T,
    isWritten: (table: string, column: string) => boolean,
    isHeld?: (key: string) => boolean,
  ): T;
  /** What it said may lack a write that is known to be done: it does not count before it says something again. */
  doubt(stream: string): void;
  /** What was told so far of columns of a row says nothing of their order: only what is told next does. */
  readonly forget: (key: string, isForgotten: (column: string) => boolean) => void;
  /** It says nothing any more. @returns Streams that have to be asked again, as {@link see} does. */
  end(stream: string): Iterable<string>;
}

/** What a stream told last. */
interface Stream {
  /** The rows it held, by key. */
  held: Set<string>;
}

/** A row: its columns by name, and who holds it. */
interface Line {
  cells: Map<string, Cell>;
  streams: Set<Stream>;
}

/** Takes the place of a stream for what is known to be newer than what any stream has said: they are being asked again. */
const KNOWN = "known";

const newLine = (): Line => ({ cells: new Map(), streams: new Set() });
const newCell = (): Cell => ({ values: [], at: new Map() });

/** @returns A timeline without anything on it. */
export function createTimeline(index: ModelIndex): Timeline {
  const lines = new Map<string, Line>();
  const streams = new Map<string, Stream>();
  const doubted = new Set<string>();
  /** Which rows an object of a frame holds, itself included, and whose frame it was. */
  const found = new WeakMap<object, { by: Stream; keys: readonly string[] }>();
  // Rows that several streams tell, and those that have something known. All others are as their stream says.
  const contested = new Set<string>();
  const known = new Set<string>();

  const isPlain = (key: string): boolean => !known.has(key);
  const isAlone = (key: string): boolean => !known.has(key) && !contested.has(key);
  const isPassed = (object: object): boolean | undefined => found.get(object)?.keys.every(isAlone);

  function tell(name: string, stream: Stream, frame: unknown): Set<string> {
    const told: string[] = [];
    const starts: number[] = [];
    walkRows(
      index,
      frame,
      (object) => {
        const before = found.get(object);
        const skipped = before?.by === stream && before.keys.every(isPlain);
        if (skipped) for (const key of before.keys) told.push(key);
        else starts.push(told.length);
        return skipped;
      },
      (key, column, value) => {
        const cell = remembered(remembered(lines, key, newLine).cells, column, newCell);
        // This one was asked after that was known, and says what came of it.
        cell.at.delete(KNOWN);
        place(cell, name, value, doubted);
        forget(cell);
        return value;
      },
      (object, key) => {
        const line = key === null ? undefined : lines.get(key);
        if (line) {
          told.push(key!);
          if (line.streams.add(stream).size > 1) contested.add(key!);
          if (known.has(key!) && ![...line.cells.values()].some(({ at }) => at.has(KNOWN)))
            known.delete(key!);
        }
        found.set(object, { by: stream, keys: told.slice(starts.pop()) });
      },
    );
    return new Set(told);
  }

  function leave(name: string, stream: Stream, held: ReadonlySet<string>): Set<string> {
    const behind = new Set<string>();
    for (const key of stream.held) {
      const line = held.has(key) ? undefined : lines.get(key);
      if (!line) continue;
      const { cells } = line;
      for (const [column, cell] of cells) {
        const position = cell.at.get(name);
        cell.at.delete(name);
        const others = [...cell.at.keys()].filter((other) => other !== KNOWN);
        if (others.length === 0) cells.delete(column);
        else if (position !== undefined && !doubted.has(name) && position > newestAt(cell, doubted)) {
          cell.at.set(KNOWN, position);
          known.add(key);
          for (const other of others) behind.add(other);
        } else forget(cell);
      }
      line.streams.delete(stream);
      if (line.streams.size < 2) contested.delete(key);
      if (cells.size === 0) {
        lines.delete(key);
        known.delete(key);
      }
    }
    for (const other of behind) doubted.add(other);
    return behind;
  }

  return {
    see(name, frame) {
      const stream = remembered(streams, name, (): Stream => ({ held: new Set() }));
      doubted.delete(name);
      const held = tell(name, stream, frame);
      const behind = leave(name, stream, held);
      stream.held = held;
      return behind;
    },
    newest: (frame, isMixed) =>
      contested.size + known.size === 0 && !isMixed
        ? frame
        : walkRows(index, frame, isMixed ? () => false : isPassed, (key, name, value) => {
            const cell = lines.get(key)?.cells.get(name);
            return cell ? cell.values.at(newestAt(cell, doubted)) : value;
          }),
    acknowledge: (answer, isWritten, isHeld) =>
      walkRows(index, answer, isPassed, (key, name, value, type) => {
        const cell = lines.get(key)?.cells.get(name);
        if (!cell || isHeld?.(key)) return value;
        if (isWritten(type, name)) {
          cell.at.set(KNOWN, cell.values.push(value) - 1);
          known.add(key);
        }
        return cell.values.at(newestAt(cell, doubted));
      }),
    doubt: (name) => void doubted.add(name),
    forget(key, isForgotten) {
      const cells = lines.get(key)?.cells;
      if (!cells) return;
      for (const column of cells.keys()) if (isForgotten(column)) cells.delete(column);
      known.add(key); // so that it is not passed over
    },
    end(name) {
      const stream = streams.get(name);
      const behind = stream ? leave(name, stream, new Set()) : new Set<string>();
      doubted.delete(name);
      streams.delete(name);
      return behind;
    },
  };
}
