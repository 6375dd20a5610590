import { createHash } from "node:crypto";
import type { QueryConfig, QueryResult } from "pg";
import type { Statement } from "../sql/statement.ts";

/** What runs a statement: `pg`'s Pool and PoolClient. */
export interface StatementClient {
  query(config: QueryConfig): Promise<QueryResult>;
}

/** A statement that ran this often is worth preparing. */
const USES_BEFORE_PREPARING = 2;
/** Every connection keeps every prepared statement, so their number is bounded for good. */
const MAX_PREPARED = 500;

/**
 * Runs statements, and has Postgres keep the plans of those that come again: planning a permission's nested conditions
 * takes several times as long as running them.
 */
export class PreparedStatements {
  readonly #uses = new WeakMap<Statement, number>();
  readonly #names = new Set<string>();

  async run(
    client: StatementClient,
    statement: Statement,
    values: readonly (string | null)[],
  ): Promise<QueryResult> {
    const uses = (this.#uses.get(statement) ?? 0) + 1;
    this.#uses.set(statement, uses);
    const name = uses > USES_BEFORE_PREPARING ? this.#nameOf(statement) : undefined;
    return await client.query({
      text: statement.text,
      values: [...values],
      ...(name !== undefined && { name }),
    });
  }

  /** Equal texts share a name, also after their plan was forgotten and made anew. */
  #nameOf(statement: Statement): string | undefined {
    const name = `h${createHash("sha256").update(statement.text).digest("hex").slice(0, 40)}`;
    if (!this.#names.has(name)) {
      if (this.#names.size >= MAX_PREPARED) return undefined;
      this.#names.add(name);
    }
    return name;
  }
}
