import { Header, Wordmark } from "@potluck/ui";
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";

/** The header of pages that are the same for everybody. */
export function SiteHeader({ children, end }: { children?: ReactNode; end?: ReactNode }) {
  return (
    <Header
      brand={
        <Link
          to="/"
          aria-label="Potluck, home"
          className="-ml-1 flex min-h-11 items-center rounded-control px-1"
        >
          <Wordmark />
        </Link>
      }
      end={end}
    >
      {children}
    </Header>
  );
}
