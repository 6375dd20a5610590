import { forwardRef, useId } from "react";
import type { ComponentPropsWithoutRef } from "react";

import { classNames } from "./class-names.ts";
import { controlClass, Field } from "./field.tsx";
import type { FieldText } from "./field.tsx";

/** Props of {@link TextField}: those of a native input, and the texts of its field. */
export type TextFieldProps = FieldText & Omit<ComponentPropsWithoutRef<"input">, "id">;

/** One line of text. Uncontrolled by default, so that what is typed before scripts run stays. */
export const TextField = forwardRef<HTMLInputElement, TextFieldProps>(function TextField(
  { label, description, error, className, ...rest },
  ref,
) {
  const id = useId();
  return (
    <Field id={id} label={label} description={description} error={error}>
      {(control) => (
        <input {...rest} {...control} ref={ref} className={classNames(controlClass, className)} />
      )}
    </Field>
  );
});
