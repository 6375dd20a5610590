import { z } from "zod";
import { memberRole } from "./roles.ts";

/** A person as they were called when it happened: they may be gone from the dinner when somebody reads of it. */
const person = z.object({ id: z.string(), name: z.string() });

const table = z.object({
  bookingId: z.string(),
  /** The restaurant's name. */
  restaurant: z.string(),
  /** In ISO 8601. */
  startsAt: z.string(),
  partySize: z.number().int(),
});

/**
 * What can happen at a dinner: the kinds of rows in `activity`, each with the shape of its payload. A payload holds every name
 * that its sentence needs and that can vanish later; who did it is the row's `actor_id`, null where nobody of the dinner did.
 */
export const activityPayloads = {
  "dinner-created": z.object({ title: z.string() }),
  "dinner-changed": z.object({
    changed: z.array(z.enum(["title", "startsAt", "notes"])).min(1),
    title: z.string(),
    /** In ISO 8601. */
    startsAt: z.string(),
  }),
  "guest-joined": z.object({ guest: person, role: memberRole }),
  /** By themselves. */
  "guest-left": z.object({ guest: person }),
  /** By somebody else. */
  "guest-removed": z.object({ guest: person }),
  "role-changed": z.object({ guest: person, from: memberRole, to: memberRole }),
  /** For the first time, or again after it was declined or cancelled. */
  "booking-requested": table,
  /** Another table is asked for instead of the one that is asked for or confirmed. */
  "booking-changed": table.extend({
    changed: z.array(z.enum(["restaurant", "startsAt", "partySize"])).min(1),
  }),
  "booking-confirmed": table.extend({ reference: z.string().nullable() }),
  "booking-declined": table.extend({ reason: z.string().nullable() }),
  /** A host cancels; the restaurant does not know yet. */
  "booking-cancelling": table,
  "booking-cancelled": table.extend({
    by: z.enum(["host", "restaurant"]),
    reason: z.string().nullable(),
  }),
} as const;

/** What happened, in one word. */
export type ActivityKind = keyof typeof activityPayloads;

/** What happened, with what its sentence needs. */
export type Activity = {
  [Kind in ActivityKind]: { kind: Kind; payload: z.output<(typeof activityPayloads)[Kind]> };
}[ActivityKind];

/**
 * Reads a row of `activity`.
 *
 * @param row Its kind and payload as the API returns them.
 * @returns What happened; null for a kind or a shape that this version does not know, which a reader passes over.
 */
export function readActivity(row: { kind: string; payload: unknown }): Activity | null {
  if (!Object.hasOwn(activityPayloads, row.kind)) return null;
  const kind = row.kind as ActivityKind;
  const payload = activityPayloads[kind].safeParse(row.payload);
  // The pair is of one kind by construction; a union of pairs is more than inference sees.
  return payload.success ? ({ kind, payload: payload.data } as Activity) : null;
}
