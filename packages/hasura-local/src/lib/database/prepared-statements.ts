import { createHash } from "node:crypto";
import type { QueryConfig, QueryResult } from "pg";

/** What runs a statement: `pg`'s Pool and PoolClient. */
export interface StatementClient {
  query(config: QueryConfig): Promise<QueryResult>;
}

/** A statement that ran this often is worth preparing. */
const USES_BEFORE_PREPARING = 2;
/**
 * Runs statements, and has Postgres keep the plans of those that come again: planning a permission's nested conditions
 * takes several times as long as running them.
 */
export class PreparedStatements {
  readonly #uses = new WeakMap<{ text: string }, number>();
  readonly #names = new Set<string>();
  readonly #most: number;

  /** @param most of them: every connection keeps every prepared statement, so their number is bounded for good. */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param statement the same object each time that it comes again. */
  async run(
    client: StatementClient,
    statement: { text: string },
    values: readonly unknown[],
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
  #nameOf(statement: { text: string }): string | undefined {
    const name = `h${createHash("sha256").update(statement.text).digest("hex").slice(0, 40)}`;
    if (!this.#names.has(name)) {
      if (this.#names.size >= this.#most) return undefined;
      this.#names.add(name);
    }
    return name;
  }
}
