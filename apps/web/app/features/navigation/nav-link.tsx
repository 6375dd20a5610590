import { NavLink as RemixNavLink } from "@remix-run/react";
import type { ReactNode } from "react";

/** A way to go, underlined where one is. */
export function NavLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <RemixNavLink
      to={to}
      className="inline-flex min-h-11 items-center rounded-control px-3 text-[0.9375rem] font-medium text-ink-soft underline-offset-8 hover:text-ink aria-[current=page]:text-ink aria-[current=page]:underline aria-[current=page]:decoration-accent aria-[current=page]:decoration-2"
    >
      {children}
    </RemixNavLink>
  );
}
