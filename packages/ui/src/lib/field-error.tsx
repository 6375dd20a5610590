import type { ReactNode } from "react";

import { Icon } from "./icon.tsx";

/** What is wrong with a field's value, beside the field; tie it to the control by its id. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="flex gap-1.5 text-caption font-medium text-danger">
      <Icon name="close" className="mt-px size-4" />
      {children}
    </p>
  );
}
