import { forwardRef, useId } from "react";
import type { ComponentPropsWithoutRef } from "react";

import { classNames } from "./class-names.ts";
import { controlClass, Field } from "./field.tsx";
import type { FieldText } from "./field.tsx";

/** Props of {@link TextArea}: those of a native textarea, and the texts of its field. */
export type TextAreaProps = FieldText & Omit<ComponentPropsWithoutRef<"textarea">, "id">;

/** Several lines of text; it grows with them where the browser can. */
export const TextArea = forwardRef<HTMLTextAreaElement, TextAreaProps>(function TextArea(
  { label, description, error, className, rows = 4, ...rest },
  ref,
) {
  const id = useId();
  return (
    <Field id={id} label={label} description={description} error={error}>
      {(control) => (
        <textarea
          {...rest}
          {...control}
          ref={ref}
          rows={rows}
          className={classNames(controlClass, "field-sizing-content min-h-28 leading-relaxed", className)}
        />
      )}
    </Field>
  );
});
