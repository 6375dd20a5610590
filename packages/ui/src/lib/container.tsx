import type { ReactNode } from "react";

import { classNames } from "./class-names.ts";

/** Keeps content off the edges and lines from growing too long. */
export function Container({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div className={classNames("mx-auto w-full max-w-6xl px-5 sm:px-8 lg:px-12", className)}>{children}</div>
  );
}
