import { readActivity } from "@potluck/contracts";
import type { TestApi } from "./api.ts";

/** A row of activity as a test compares it. */
export interface TestActivity {
  kind: string;
  payload: unknown;
  actor: string | null;
  happened: Date;
}

/** @returns A dinner's activity in the order it was written; throws where a reader could not make sense of a row. */
export async function readActivities(api: TestApi, dinnerId: string): Promise<TestActivity[]> {
  const rows = await api.sql<{ kind: string; payload: unknown; actor_id: string | null; happened_at: Date }>(
    "select kind, payload, actor_id, happened_at from activity where dinner_id = $1 order by id",
    [dinnerId],
  );
  return rows.map((row) => {
    const activity = readActivity(row);
    if (!activity) throw new Error(`No reader knows ${JSON.stringify(row)}`);
    return { ...activity, actor: row.actor_id, happened: row.happened_at };
  });
}
