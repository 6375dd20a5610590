import type { Pool, PoolClient } from "pg";

/**
 * Runs some work on one connection of a pool. If the connection is lost between two statements, the next one fails.
 */
export async function withPooledClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // While it is out, the pool does not listen: nobody else would, and the process would end.
  const onError = (): void => {};
  client.on("error", onError);
  try {
    return await work(client);
  } finally {
    client.off("error", onError);
    client.release();
  }
}

/** Runs some work in a transaction: what it throws undoes it. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withPooledClient(pool, async (client) => {
    await client.query("begin");
    try {
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      // The pool throws a connection away that cannot even roll back.
      await client.query("rollback").catch(() => {});
      throw error;
    }
  });
}
