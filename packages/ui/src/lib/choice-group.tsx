import { useId } from "react";
import type { ReactNode } from "react";

import { FieldError } from "./field-error.tsx";
import type { FieldText } from "./field.tsx";

/** Props of {@link ChoiceGroup}: the texts of a field that consists of several controls, and the controls. */
export type ChoiceGroupProps = FieldText & { children: ReactNode };

/** Radio buttons that ask one question together, with the question as their legend. */
export function ChoiceGroup({ label, description, error, children }: ChoiceGroupProps) {
  const id = useId();
  const describedBy = [description && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <fieldset
      role="radiogroup"
      aria-describedby={describedBy || undefined}
      aria-invalid={error ? true : undefined}
      className="flex min-w-0 flex-col gap-2"
    >
      <legend className="mb-2 text-[0.9375rem] font-medium">{label}</legend>
      {description ? (
        <p id={`${id}-hint`} className="text-caption text-ink-soft">
          {description}
        </p>
      ) : null}
      {children}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </fieldset>
  );
}
