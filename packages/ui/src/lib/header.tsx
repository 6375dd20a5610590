import type { ReactNode } from "react";

import { Container } from "./container.tsx";

/** Props of {@link Header}. */
export interface HeaderProps {
  /** The link home, with the wordmark in it. */
  brand: ReactNode;
  /** Where one can go. */
  children?: ReactNode;
  /** Who one is. */
  end?: ReactNode;
}

/** The top of every page: it steps back as soon as one scrolls. */
export function Header({ brand, children, end }: HeaderProps) {
  return (
    <header>
      <Container className="flex h-18 items-center gap-4 sm:h-22">
        {brand}
        {children ? (
          <nav aria-label="Main" className="ml-auto flex items-center gap-1 sm:gap-2">
            {children}
          </nav>
        ) : (
          <span className="ml-auto" />
        )}
        {end}
      </Container>
    </header>
  );
}
