import type { Activity } from "@potluck/contracts";
import { isForeignKeyError, type HasuraClient } from "../runtime/hasura-client.ts";
import { done, retryLater, type DeliveryOutcome } from "../runtime/outcome.ts";
import { runOnce, type EventMark, type OnceMutation } from "../runtime/run-once.ts";

/** What happened at which dinner, who did it, and when. */
export type DinnerActivity = Activity & {
  dinnerId: string;
  /** Null where nobody of the dinner did it. */
  actorId: string | null;
  /** In ISO 8601. */
  happenedAt: string;
};

const insertActivity: OnceMutation = {
  name: "RecordActivity",
  declarations: "$activity: activity_insert_input!",
  fields: "insert_activity_one(object: $activity) { id }",
};

/** Writes one row of activity for an event, however often the event is delivered. */
export async function recordActivity(
  hasura: HasuraClient,
  { dinnerId, actorId, happenedAt, kind, payload }: DinnerActivity,
  mark: EventMark,
): Promise<DeliveryOutcome> {
  const activity = { dinner_id: dinnerId, actor_id: actorId, happened_at: happenedAt, kind, payload };
  try {
    const isNew = await runOnce(hasura, insertActivity, { activity }, mark);
    return done(isNew ? kind : "recorded before");
  } catch (error) {
    // Deleted between reading and writing; the next delivery finds out what is left to write about.
    if (isForeignKeyError(error)) return retryLater("the dinner or a person is gone", 1);
    throw error;
  }
}
