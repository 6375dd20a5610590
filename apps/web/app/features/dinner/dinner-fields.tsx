import { DateTimeField, TextArea, TextField } from "@potluck/ui";

import type { DinnerErrors } from "./dinner-input.ts";

/** Props of {@link DinnerFields}. */
export interface DinnerFieldsProps {
  /** What the fields hold at first, by name. */
  values?: { title?: string; startsAt?: string; notes?: string };
  errors?: DinnerErrors;
  timeZone: string;
}

/** The fields of a dinner, for a form that makes or changes one. */
export function DinnerFields({ values, errors, timeZone }: DinnerFieldsProps) {
  return (
    <>
      <TextField
        name="title"
        label="What is it called?"
        placeholder="Sunday lunch in the garden"
        defaultValue={values?.title}
        error={errors?.title}
        maxLength={120}
        required
      />
      <DateTimeField
        name="startsAt"
        label="When does it start?"
        defaultValue={values?.startsAt}
        error={errors?.startsAt}
        description={`In your time zone, ${timeZone.replaceAll("_", " ")}`}
        required
      />
      <input type="hidden" name="timeZone" value={timeZone} />
      <TextArea
        name="notes"
        label="Anything people should know?"
        placeholder="Where it is, what to wear, who is allergic to what"
        defaultValue={values?.notes}
        error={errors?.notes}
        maxLength={4000}
      />
    </>
  );
}
