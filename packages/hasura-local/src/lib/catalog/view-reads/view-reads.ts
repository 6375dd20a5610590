import { bothKnown, closure, derived, nothingKnown } from "./known-columns.ts";
import type { ColumnPlace, Equality, KnownColumns } from "./known-columns.ts";
import { UnknownTree, elements, isNode, nodesIn, parseNodeTree } from "./node-tree.ts";
import type { TreeNode, TreeValue } from "./node-tree.ts";
import {
  isAbsent,
  joinParts,
  keepsApart,
  rangeTable,
  selectOf,
  subqueriesOf,
  targetList,
} from "./query-tree.ts";
import { equalitiesOf, isExactCollation, originOf, rangeAt } from "./scope.ts";
import type { ExactComparisons, Scope } from "./scope.ts";

/** One place where a view's query reads a relation. */
export interface ViewRead {
  /** Oid of the relation. */
  relation: string;
  /**
   * Where the view's column `own` is demanded to equal a value, a row of the relation whose column `source` does not
   * equal it takes no part. Columns by number.
   */
  columns: readonly { own: number; source: number }[];
}

/**
 * Finds out which rows of which relations a view's rows are made of, from its stored query: what is demanded of a
 * column of the view is followed to the column that it comes from, and from there along the equalities of joins, past
 * every clause that keeps rows with different values apart.
 *
 * @param definition text of `pg_rewrite.ev_action`.
 * @returns every place that reads a relation; without columns where nothing is proved.
 * @throws UnknownTree for a query of an unknown form.
 */
export function viewReads(definition: string, exact: ExactComparisons): ViewRead[] {
  const [query, ...others] = elements(parseNodeTree(definition));
  if (others.length > 0) throw new UnknownTree("more than one query");
  return new ViewReader(exact).read(selectOf(query));
}

/** The view's columns that a column of a query's result must equal. */
type Demands = (column: number) => ReadonlySet<number>;

const noDemands: Demands = () => new Set();

class ViewReader {
  readonly #exact: ExactComparisons;
  readonly #reads: ViewRead[] = [];
  /** Entries of range tables whose reads are among them. */
  readonly #visited = new Set<TreeNode>();

  constructor(exact: ExactComparisons) {
    this.#exact = exact;
  }

  read(query: TreeNode): ViewRead[] {
    this.#query(query, (column) => new Set([column]), null);
    for (const node of nodesIn(query)) {
      if (!isRelation(node) || this.#visited.has(node)) continue;
      this.#reads.push({ relation: relationOf(node), columns: [] });
    }
    return this.#reads;
  }

  #query(query: TreeNode, demands: Demands, outer: Scope | null): void {
    const bare: Scope = { ranges: rangeTable(query), known: nothingKnown, outer };
    const kept = targetList(query).filter((entry) => keepsApart(query, entry));
    if (!isAbsent(query, "setOperations")) {
      const columns = new Set(kept.map(({ number }) => number));
      this.#setOperation(query.fields.get("setOperations"), columns, demands, bare);
      return;
    }
    let demanded = nothingKnown;
    for (const { number, expression } of kept) {
      const origin = originOf(expression, bare);
      if (origin?.level === 0) demanded = bothKnown(demanded, new Map([[origin.place, demands(number)]]));
    }
    const from = query.fields.get("jointree");
    const known = closure(demanded, this.#innerEqualities(from, bare));
    const scope = { ...bare, known };
    this.#from(from, known, scope);
    const where = isNode(from, "FROMEXPR") ? from.fields.get("quals") : null;
    for (const value of [query.fields.get("targetList"), where, query.fields.get("havingQual")]) {
      for (const subquery of subqueriesOf(value)) this.#query(selectOf(subquery), noDemands, scope);
    }
  }

  /** @param columns of the result that nothing has been found against. */
  #setOperation(
    node: TreeValue | undefined,
    columns: ReadonlySet<number>,
    demands: Demands,
    scope: Scope,
  ): void {
    if (isNode(node, "RANGETBLREF")) {
      const subquery = selectOf(rangeAt(scope, node.fields.get("rtindex")).fields.get("subquery"));
      this.#query(subquery, (column) => (columns.has(column) ? demands(column) : new Set()), scope);
      return;
    }
    if (!isNode(node, "SETOPERATIONSTMT")) throw new UnknownTree("no set operation");
    // The first element says what kind of list it is.
    const collations = elements(node.fields.get("colCollations"));
    const exact = new Set([...columns].filter((column) => isExactCollation(collations[column], this.#exact)));
    this.#setOperation(node.fields.get("larg"), exact, demands, scope);
    this.#setOperation(node.fields.get("rarg"), exact, demands, scope);
  }

  /** @param known in those of the joined rows that matter. */
  #from(node: TreeValue | undefined, known: KnownColumns, scope: Scope): void {
    if (isNode(node, "RANGETBLREF")) return this.#range(node.fields.get("rtindex"), known, scope);
    const inner = closure(known, this.#innerEqualities(node, scope));
    if (isNode(node, "FROMEXPR")) {
      for (const item of elements(node.fields.get("fromlist"))) this.#side(item, inner, scope);
      return;
    }
    const { left, right, type, condition } = joinParts(node);
    const equalities = equalitiesOf(condition, scope, this.#exact);
    // A row that cannot be joined with one that matters leaves a row without a partner as it is: that has nulls beside
    // it, which equal nothing that is demanded.
    const isLeft = placesOf(left);
    const forLeft = derived(inner, equalities, (place) => !isLeft(place));
    const forRight = derived(inner, equalities, isLeft);
    // The side that may be missing is restricted by what the condition says of it alone.
    const alone = (isOfSide: (place: ColumnPlace) => boolean): Equality[] =>
      equalities.filter(([place, other]) => typeof other !== "string" && isOfSide(place));
    const onLeft = type === "right" ? alone(isLeft) : [];
    const onRight = type === "left" ? alone((place) => !isLeft(place)) : [];
    this.#side(left, closure(bothKnown(inner, forLeft), onLeft), scope);
    this.#side(right, closure(bothKnown(inner, forRight), onRight), scope);
  }

  /** One side of a join; a lateral subquery in it is asked for rows of which the same is known. */
  #side(node: TreeValue | undefined, known: KnownColumns, scope: Scope): void {
    this.#from(node, known, { ...scope, known: bothKnown(scope.known, known) });
  }

  #range(number: unknown, known: KnownColumns, scope: Scope): void {
    const entry = rangeAt(scope, number);
    const prefix = `${String(number)}.`;
    const columns = [...known].filter(([place]) => place.startsWith(prefix));
    const numbered = new Map(columns.map(([place, owns]) => [Number(place.slice(prefix.length)), owns]));
    if (entry.fields.get("rtekind") === "1") {
      const demands: Demands = (column) => numbered.get(column) ?? new Set();
      this.#query(selectOf(entry.fields.get("subquery")), demands, scope);
    } else if (isRelation(entry) && isAbsent(entry, "tablesample")) {
      this.#visited.add(entry);
      const pairs = [...numbered].flatMap(([source, owns]) => [...owns].map((own) => ({ own, source })));
      this.#reads.push({ relation: relationOf(entry), columns: pairs });
    }
  }

  /** What holds in every joined row. */
  #innerEqualities(node: TreeValue | undefined, scope: Scope): Equality[] {
    if (isNode(node, "RANGETBLREF")) return [];
    if (isNode(node, "FROMEXPR")) {
      const items = elements(node.fields.get("fromlist"));
      return [
        ...equalitiesOf(node.fields.get("quals"), scope, this.#exact),
        ...items.flatMap((item) => this.#innerEqualities(item, scope)),
      ];
    }
    const { left, right, type, condition } = joinParts(node);
    return [
      ...(type === "inner" ? equalitiesOf(condition, scope, this.#exact) : []),
      ...(type === "inner" || type === "left" ? this.#innerEqualities(left, scope) : []),
      ...(type === "inner" || type === "right" ? this.#innerEqualities(right, scope) : []),
    ];
  }
}

function placesOf(node: TreeValue | undefined): (place: ColumnPlace) => boolean {
  const numbers = new Set<unknown>();
  for (const below of nodesIn(node)) {
    if (below.kind === "RANGETBLREF") numbers.add(below.fields.get("rtindex"));
  }
  return (place) => numbers.has(place.split(".")[0]);
}

function isRelation(node: TreeNode): boolean {
  return node.fields.get("rtekind") === "0";
}

function relationOf(entry: TreeNode): string {
  const oid = entry.fields.get("relid");
  if (typeof oid !== "string") throw new UnknownTree("a relation without an oid");
  return oid;
}
