import { z } from "zod";

/** Body of a request for a table: `Wish` of `openapi.yaml`. */
export const wishSchema = z.object({
  sequence: z.int().min(1),
  restaurant: z.string(),
  startsAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
  partySize: z.int().min(1).max(50),
});

/** What a client asks for; `startsAt` in UTC. */
export type Wish = z.infer<typeof wishSchema>;
