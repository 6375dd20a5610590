import { entityKey, type Row } from "../cache/rows.ts";
import type { FencedQuery } from "../live/fence.ts";
import type { JournaledQuery } from "../live/row-journal.ts";
import type { ModelIndex } from "../model/lookup.ts";
import type { HeldRows } from "./held-rows.ts";
import { shapesOf, someShape, type Shape } from "./shape.ts";

/** What frames are searched for. */
export interface Awaited {
  rows: HeldRows;
  /** The mark the mutation left in the ledger. */
  mark?: string | undefined;
  /** Versions of the rows it wrote, by the cache's key, as its answer told them. */
  versions: ReadonlyMap<string, number>;
}

/** Tells from frames alone whether they hold a write, so that nothing has to be asked again. */
export interface Confirmation {
  /** Whether frames of a query can tell. */
  canTell(awaited: Awaited, query: FencedQuery): boolean;
  /** Whether its newest frames did. */
  hasTold(awaited: Awaited, query: FencedQuery): boolean;
  /** @returns The versions in an answer. */
  versionsIn(answer: unknown): ReadonlyMap<string, number>;
}

/** What of frames tells. */
export interface ConfirmationOptions {
  index: ModelIndex;
  /** By table: a column that every write makes greater. */
  versions: Readonly<Record<string, string>>;
  /** The ledger, by its table and the column of its marks. */
  ledger: { table: string; id: string } | undefined;
}

/** Creates what looks for writes in frames. */
export function createConfirmation({ index, versions, ledger }: ConfirmationOptions): Confirmation {
  function keyOf(row: unknown): string | null {
    if (typeof row !== "object" || row === null || !("__typename" in row)) return null;
    const type = String(row.__typename);
    const table = index.table(type);
    return table ? entityKey(type, table, row as Row) : null;
  }

  /** Calls with each row in a frame, and in an answer. */
  function visit(value: unknown, call: (row: Row) => void): void {
    if (typeof value !== "object" || value === null) return;
    if ("__typename" in value) call(value as Row);
    for (const inner of Object.values(value)) visit(inner, call);
  }

  const showsMarks = (shape: Shape): boolean =>
    ledger !== undefined &&
    someShape(
      shape,
      ({ table, isAggregate, columns }) => table === ledger.table && !isAggregate && columns.has(ledger.id),
    );

  const holdsTable = (shape: Shape, table: string): boolean =>
    someShape(shape, (inner) => inner.table === table);

  function showsVersions({ rows, versions: known }: Awaited, shape: Shape): boolean {
    for (const [key, { table, isGone }] of rows) {
      if (!holdsTable(shape, table)) continue;
      const column = versions[table];
      if (column === undefined || (!isGone && !known.has(key))) return false;
      const showsRows = someShape(shape, (inner) => inner.table === table && !inner.isAggregate);
      const lacksColumn = (inner: Shape): boolean =>
        inner.table === table && !inner.isAggregate && !inner.columns.has(column);
      if (!showsRows || someShape(shape, lacksColumn)) return false;
    }
    return true;
  }

  function hasMark(mark: string, frame: unknown): boolean {
    let found = false;
    visit(frame, (row) => {
      if (row["__typename"] === ledger!.table && row[ledger!.id] === mark) found = true;
    });
    return found;
  }

  function hasVersions({ rows, versions: awaited }: Awaited, shape: Shape, frame: unknown): boolean {
    const seen = new Map<string, number>();
    visit(frame, (row) => {
      const key = keyOf(row);
      if (key === null || !rows.has(key)) return;
      const version = Number(row[versions[String(row["__typename"])]!]);
      seen.set(key, Math.min(version, seen.get(key) ?? Infinity));
    });
    return [...rows].every(
      ([key, { table, isGone }]) =>
        !holdsTable(shape, table) || (isGone ? !seen.has(key) : seen.get(key)! >= awaited.get(key)!),
    );
  }

  /** @returns The root fields that may hold rows that were written. */
  function concerned({ rows }: Awaited, live: JournaledQuery): [string, Shape][] {
    return [...shapesOf(live.options.document, index)].filter(([, shape]) =>
      [...rows.values()].some(({ table }) => holdsTable(shape, table)),
    );
  }

  return {
    canTell(awaited, { live }) {
      return (
        live !== undefined &&
        concerned(awaited, live).every(
          ([, shape]) => (awaited.mark !== undefined && showsMarks(shape)) || showsVersions(awaited, shape),
        )
      );
    },
    hasTold(awaited, { live }) {
      if (!live) return false;
      const frames = framesOf(live);
      return concerned(awaited, live).every(([key, shape]) => {
        if (!frames.has(key)) return false;
        const frame = frames.get(key);
        if (awaited.mark !== undefined && showsMarks(shape) && hasMark(awaited.mark, frame)) return true;
        return showsVersions(awaited, shape) && hasVersions(awaited, shape, frame);
      });
    },
    versionsIn(answer) {
      const found = new Map<string, number>();
      visit(answer, (row) => {
        const key = keyOf(row);
        const version = Number(row[versions[String(row["__typename"])] ?? ""]);
        if (key !== null && Number.isFinite(version)) found.set(key, version);
      });
      return found;
    },
  };
}

/** @returns The newest frame of each root field that has had one. */
function framesOf(live: JournaledQuery): ReadonlyMap<string, unknown> {
  return new Map(
    live.parts
      .filter(({ spoke }) => spoke)
      .map(({ plan: { key }, held }) => [key, held ? held.value : live.painted()?.[key]]),
  );
}
