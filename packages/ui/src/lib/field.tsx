import type { ReactNode } from "react";

import { FieldError } from "./field-error.tsx";

/** What every form field says about itself. */
export interface FieldText {
  label: string;
  /** A hint that stays visible below the control. */
  description?: string;
  /** What is wrong with the value and how to put it right; also marks the control as invalid. */
  error?: string;
}

/** Attributes that tie a control to the texts of its field. */
export interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/** Classes of a text-like control. */
export const controlClass =
  "block w-full min-h-12 rounded-control bg-surface px-4 py-2.5 text-base text-ink inset-ring inset-ring-line-strong/70 " +
  "placeholder:text-ink-soft/80 transition-shadow hover:inset-ring-line-strong " +
  "focus:inset-ring-2 focus:inset-ring-accent focus-visible:outline-offset-1 " +
  "aria-invalid:inset-ring-2 aria-invalid:inset-ring-danger disabled:opacity-60";

/** Label, control, hint and error of one field, tied together for assistive technology. */
export function Field(props: FieldText & { id: string; children: (control: FieldControl) => ReactNode }) {
  const { id, label, description, error, children } = props;
  const describedBy = [description && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="self-start text-[0.9375rem] font-medium">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {description ? (
        <p id={`${id}-hint`} className="text-caption text-ink-soft">
          {description}
        </p>
      ) : null}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </div>
  );
}
