import { Avatar } from "@potluck/ui";
import { Link } from "@remix-run/react";

import { NavLink } from "./nav-link.tsx";
import { SiteHeader } from "./site-header.tsx";
import { useSignedInPerson } from "./use-signed-in-person.ts";

/** The header of signed-in pages. */
export function AppHeader() {
  const person = useSignedInPerson();
  return (
    <SiteHeader
      end={
        person ? (
          <Link
            to="/account"
            aria-label={`Account of ${person.name}`}
            className="-mr-1 grid size-11 place-items-center rounded-full hover:opacity-85"
          >
            <Avatar person={person} isDecorative />
          </Link>
        ) : null
      }
    >
      <NavLink to="/dinners">Dinners</NavLink>
    </SiteHeader>
  );
}
