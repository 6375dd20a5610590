import { z } from "zod";

/** Longest reason that a booking keeps. */
const REASON_LIMIT = 500;
const ALTERNATIVES_LIMIT = 20;

/** A reason is for people: what no database text can hold goes, what no page has room for too. */
const reason = z.string().transform((text) => {
  const characters = Array.from(text).filter((character) => !isUnprintable(character));
  return characters.slice(0, REASON_LIMIT).join("").trim() || undefined;
});

const instant = z.iso.datetime({ offset: true });

/** A list with something in it that is no time is still an answer; only the rest of it is shown. */
const alternatives = z.array(z.unknown()).transform((list) =>
  list
    .flatMap((entry) => {
      const time = instant.safeParse(entry);
      return time.success ? [new Date(time.data).toISOString()] : [];
    })
    .slice(0, ALTERNATIVES_LIMIT),
);

/**
 * What the booking partner says of a reservation. What decides is strict; what only explains is taken as far as it makes sense, because
 * an answer that is refused for its wording would leave the booking open for ever.
 *
 * @see apps/booking-partner/openapi.yaml
 */
export const reservation = z.object({
  clientReference: z.string(),
  sequence: z.number().int().min(1),
  status: z.enum(["pending", "confirmed", "declined", "cancelled"]),
  reference: z.string().max(200).optional().catch(undefined),
  reason: reason.optional().catch(undefined),
  alternatives: alternatives.optional().catch(undefined),
});

/** What the booking partner says of a reservation. */
export type Reservation = z.output<typeof reservation>;

/** Body of the partner's callback. */
export const partnerCallback = reservation.extend({ id: z.string().min(1) });

function isUnprintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code < 0x20 && character !== "\n") ||
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0xd8_00 && code <= 0xdf_ff)
  );
}
