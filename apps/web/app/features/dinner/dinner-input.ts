import { z } from "zod";

import { instantOf, isTimeZone } from "../time/zoned-time.ts";

/** What a form says about a dinner; the limits are the database's. */
export const dinnerInput = z
  .object({
    title: z
      .string()
      .trim()
      .min(1, "Give it a name, so that people know what they are coming to.")
      .max(120, "Keep the name under 120 characters."),
    startsAt: z.string().min(1, "Choose a day and a time."),
    timeZone: z.string().refine(isTimeZone).catch("UTC"),
    notes: z.string().trim().max(4000, "Keep the notes under 4000 characters.").default(""),
  })
  .transform(({ title, startsAt, timeZone, notes }, context) => {
    const starts_at = instantOf(startsAt, timeZone);
    if (starts_at === null) {
      context.addIssue({
        code: "custom",
        path: ["startsAt"],
        message: startsAt ? "This is not a day and a time. Choose both." : "Choose a day and a time.",
      });
      return z.NEVER;
    }
    return { title, starts_at, notes };
  });

/** What is wrong with each field of {@link dinnerInput}, by name. */
export type DinnerErrors = Partial<Record<"title" | "startsAt" | "notes", string>>;

/**
 * Reads a dinner from a form.
 *
 * @param form The posted form: `title`, `startsAt` (wall time), `timeZone`, `notes`.
 * @returns The columns to write, or what is wrong, one sentence per field.
 */
export function parseDinner(
  form: FormData,
): { ok: true; dinner: z.output<typeof dinnerInput> } | { ok: false; errors: DinnerErrors } {
  const parsed = dinnerInput.safeParse(Object.fromEntries(form));
  if (parsed.success) return { ok: true, dinner: parsed.data };
  const errors: DinnerErrors = {};
  for (const issue of parsed.error.issues) {
    const field = issue.path[0] as keyof DinnerErrors;
    errors[field] ??= issue.message;
  }
  return { ok: false, errors };
}
