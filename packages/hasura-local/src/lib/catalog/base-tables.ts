import type { RelationRow } from "./query-relations.ts";
import type { ViewRow } from "./query-views.ts";
import { UnknownTree } from "./view-reads/node-tree.ts";
import type { ExactComparisons } from "./view-reads/scope.ts";
import { viewReads } from "./view-reads/view-reads.ts";
import type { ViewRead } from "./view-reads/view-reads.ts";

/** Resolves views to the relations that hold rows: tables, materialised views, foreign tables. */
export class BaseTables {
  readonly #relations: ReadonlyMap<string, RelationRow>;
  readonly #views: ReadonlyMap<string, ViewRow>;
  readonly #exact: ExactComparisons;
  /** By view. */
  readonly #reads = new Map<string, readonly ViewRead[]>();

  constructor(relations: readonly RelationRow[], views: readonly ViewRow[], exact: ExactComparisons) {
    this.#relations = new Map(relations.map((row) => [row.oid, row]));
    this.#views = new Map(views.map((row) => [row.view, row]));
    this.#exact = exact;
  }

  /**
   * Every place that reads a relation with rows, directly or through views, with the oid of that relation.
   *
   * @param oid of a relation.
   * @param numbers of its columns.
   */
  readsOf(oid: string, numbers: readonly number[]): readonly ViewRead[] {
    return this.#views.has(oid)
      ? this.#readsOfView(oid)
      : [{ relation: oid, columns: numbers.map((number) => ({ own: number, source: number })) }];
  }

  /** Some view on the way, or the relation itself, has a property. */
  some(oid: string, property: (view: ViewRow) => boolean, seen = new Set<string>()): boolean {
    const view = this.#views.get(oid);
    if (view === undefined || seen.has(oid)) return false;
    seen.add(oid);
    return property(view) || view.sources.some((source) => this.some(source, property, seen));
  }

  #readsOfView(oid: string): readonly ViewRead[] {
    const known = this.#reads.get(oid);
    if (known !== undefined) return known;
    // A view that reads itself can't be asked; this ends with it.
    this.#reads.set(oid, []);
    const view = this.#views.get(oid);
    const reads = view === undefined ? [] : this.#directReads(view).flatMap((read) => this.#through(read));
    const distinct = [...new Map(reads.map((read) => [JSON.stringify(read), read])).values()];
    this.#reads.set(oid, distinct);
    return distinct;
  }

  #directReads(view: ViewRow): ViewRead[] {
    const found = this.#provenReads(view).filter(({ relation }) => view.sources.includes(relation));
    const missing = view.sources.filter((source) => found.every(({ relation }) => relation !== source));
    return [...found, ...missing.map((relation) => ({ relation, columns: [] }))];
  }

  #provenReads(view: ViewRow): ViewRead[] {
    // What a function reads can be the same tables, in rows of which nothing is known.
    if (view.calls_functions) return [];
    try {
      return viewReads(view.definition, this.#exact);
    } catch (error) {
      if (error instanceof UnknownTree) return [];
      throw error;
    }
  }

  /** What a read of a view is in terms of the relations behind it. */
  #through({ relation, columns }: ViewRead): ViewRead[] {
    if (!this.#relations.has(relation)) return [];
    if (!this.#views.has(relation)) return [{ relation, columns }];
    return this.#readsOfView(relation).map((inner) => ({
      relation: inner.relation,
      columns: inner.columns.flatMap(({ own: between, source }) =>
        columns.filter((pair) => pair.source === between).map(({ own }) => ({ own, source })),
      ),
    }));
  }
}
