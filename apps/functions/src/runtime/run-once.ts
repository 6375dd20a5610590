import { z } from "zod";
import { isUniquenessError, type HasuraClient } from "./hasura-client.ts";

/** A write that must happen once for an event, however often the event is delivered. */
export interface OnceMutation {
  /** Name of the operation, for the API's log. */
  name: string;
  /** Declarations of its variables, such as `$activity: activity_insert_input!`. */
  declarations: string;
  /** Its mutation fields. */
  fields: string;
}

/** Which event, for which function: another function may deal with the same event. */
export interface EventMark {
  eventId: string;
  /** In kebab case. */
  function: string;
}

const written = z.unknown();

/**
 * Runs a mutation together with the mark that its event was dealt with, in one request and so in one transaction: both or neither.
 * The mark comes first, so that a delivery of the same event that runs at the same time waits and then finds it.
 *
 * @returns Whether this call did it; false when an earlier one had.
 * @throws FunctionError as {@link HasuraClient.request} does.
 * @see Hasura v2, "Multiple mutations in a request": one request is one transaction
 */
export async function runOnce(
  hasura: HasuraClient,
  mutation: OnceMutation,
  variables: Record<string, unknown>,
  mark: EventMark,
): Promise<boolean> {
  const text = `mutation ${mutation.name}($onceEventId: String!, $onceFunction: String!, ${mutation.declarations}) {
    once: insert_processed_events_one(object: { event_id: $onceEventId, function: $onceFunction }) { event_id }
    ${mutation.fields}
  }`;
  try {
    await hasura.request(
      { text, data: written },
      { ...variables, onceEventId: mark.eventId, onceFunction: mark.function },
    );
    return true;
  } catch (error) {
    if (isUniquenessError(error, "processed_events_pkey")) return false;
    throw error;
  }
}
