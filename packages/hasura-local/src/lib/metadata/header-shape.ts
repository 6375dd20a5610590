import { z } from "zod";

/** A header of an action or a trigger: a value, which may hold `{{VARIABLES}}`, or the variable that holds it. */
export const header = z.union([
  z.looseObject({ name: z.string(), value: z.string() }),
  z.looseObject({ name: z.string(), value_from_env: z.string() }),
]);
