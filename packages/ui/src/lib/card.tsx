import type { ReactNode } from "react";

import { classNames } from "./class-names.ts";

/** A sheet of paper on the table: one thing with an edge of its own. */
export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div
      className={classNames("rounded-card bg-surface p-6 shadow-card ring ring-line/70 sm:p-8", className)}
    >
      {children}
    </div>
  );
}
