import type { ReactNode } from "react";

import { classNames } from "./class-names.ts";
import { Container } from "./container.tsx";

/** Props of {@link Page}. */
export interface PageProps {
  /** What stands above the page on every screen; a `Header`. */
  header: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
  /** Lets the children reach the edges of the window. */
  isFullBleed?: boolean;
}

/** The frame of a page: a way to skip to its content, the header, the content, the footer. */
export function Page({ header, footer, children, isFullBleed = false }: PageProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="absolute top-2 left-2 z-50 -translate-y-20 rounded-control bg-ink px-4 py-3 text-paper focus:translate-y-0"
      >
        Skip to content
      </a>
      {header}
      <main
        id="content"
        tabIndex={-1}
        className={classNames("flex-1 outline-none!", !isFullBleed && "pb-24")}
      >
        {isFullBleed ? children : <Container>{children}</Container>}
      </main>
      {footer}
    </div>
  );
}
