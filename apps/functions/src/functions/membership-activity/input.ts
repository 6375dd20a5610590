import { memberRole } from "@potluck/contracts";
import { z } from "zod";

/** What is read of a row of `dinner_members`. */
export const input = z.object({ dinner_id: z.uuid(), user_id: z.string(), role: memberRole });
