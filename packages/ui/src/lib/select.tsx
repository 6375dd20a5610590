import { forwardRef, useId } from "react";
import type { ComponentPropsWithoutRef } from "react";

import { classNames } from "./class-names.ts";
import { controlClass, Field } from "./field.tsx";
import type { FieldText } from "./field.tsx";

/** One choice of a {@link Select}. */
export interface SelectOption {
  value: string;
  label: string;
}

/** Props of {@link Select}: those of a native select, its choices, and the texts of its field. */
export type SelectProps = FieldText & {
  options: readonly SelectOption[];
  /** Shows the control alone; the label is still read out. */
  hideLabel?: boolean;
} & Omit<ComponentPropsWithoutRef<"select">, "id" | "children">;

/** One choice out of few, by the platform's own list: at its best on touch. */
export const Select = forwardRef<HTMLSelectElement, SelectProps>(function Select(
  { label, description, error, options, hideLabel = false, className, ...rest },
  ref,
) {
  const id = useId();
  const choices = options.map((option) => (
    <option key={option.value} value={option.value}>
      {option.label}
    </option>
  ));
  const look = classNames(controlClass, "select-chevron pr-10", className);
  if (hideLabel) {
    return (
      <select {...rest} ref={ref} aria-label={label} className={look}>
        {choices}
      </select>
    );
  }
  return (
    <Field id={id} label={label} description={description} error={error}>
      {(control) => (
        <select {...rest} {...control} ref={ref} className={look}>
          {choices}
        </select>
      )}
    </Field>
  );
});
