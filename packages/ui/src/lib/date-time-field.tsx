import { forwardRef, useId } from "react";
import type { ComponentPropsWithoutRef } from "react";

import { classNames } from "./class-names.ts";
import { controlClass, Field } from "./field.tsx";
import type { FieldText } from "./field.tsx";

/** Props of {@link DateTimeField}: those of a native input, and the texts of its field. */
export type DateTimeFieldProps = FieldText & Omit<ComponentPropsWithoutRef<"input">, "id" | "type">;

/**
 * A date and a wall-clock time, `YYYY-MM-DDTHH:mm` without a zone, by the platform's own picker:
 * the one a person's phone, keyboard and screen reader already know.
 */
export const DateTimeField = forwardRef<HTMLInputElement, DateTimeFieldProps>(function DateTimeField(
  { label, description, error, className, ...rest },
  ref,
) {
  const id = useId();
  return (
    <Field id={id} label={label} description={description} error={error}>
      {(control) => (
        <input
          {...rest}
          {...control}
          ref={ref}
          type="datetime-local"
          className={classNames(controlClass, "numerals", className)}
        />
      )}
    </Field>
  );
});
