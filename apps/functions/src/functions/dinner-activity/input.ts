import { z } from "zod";

/** What is read of a row of `dinners`. */
export const input = z.object({
  id: z.uuid(),
  title: z.string(),
  starts_at: z.string(),
  notes: z.string(),
});
