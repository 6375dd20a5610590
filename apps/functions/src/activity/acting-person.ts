import type { HasuraEvent } from "@potluck/contracts";

/** @returns The id of the person whose request caused an event, if one did: also where a function acted for them. */
export function actingPerson({ event }: HasuraEvent<unknown>): string | undefined {
  return event.session_variables?.["x-hasura-user-id"];
}
