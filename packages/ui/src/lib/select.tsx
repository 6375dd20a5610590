import { forwardRef, useId } from "react";
import type { ComponentPropsWithoutRef } from "react";

import { classNames } from "./class-names.ts";
import { controlClass, Field } from "./field.tsx";
import type { FieldControl, FieldText } from "./field.tsx";
import { Icon } from "./icon.tsx";

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
  const control = (attributes: Partial<FieldControl> & { "aria-label"?: string }) => (
    <span className={classNames("relative block", className)}>
      <select
        // Otherwise the browser puts an old choice back when somebody returns to the page.
        autoComplete={rest.value === undefined ? undefined : "off"}
        {...rest}
        {...attributes}
        ref={ref}
        className={classNames(controlClass, "appearance-none truncate pr-10")}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon
        name="chevronDown"
        className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-ink-soft"
      />
    </span>
  );
  if (hideLabel) return control({ "aria-label": label });
  return (
    <Field id={id} label={label} description={description} error={error}>
      {control}
    </Field>
  );
});
